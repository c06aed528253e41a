"""Every command in one table, and the three exit statuses."""

from __future__ import annotations

import sys

import typer
from typer._click.exceptions import ClickException, UsageError  # typer's own click

from bot.cli import campaigns, checking, database, people, service
from bot.cli.session import BadInput, Failed

app = typer.Typer(
    name="bot",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Chung Tay: outreach chatbot and notification service.",
)


def group(name: str, about: str) -> typer.Typer:
    """A noun with commands of its own."""
    made = typer.Typer(no_args_is_help=True, help=about)
    app.add_typer(made, name=name)
    return made


content_app = group("content", "Check the content files.")
people_app = group("people", "People we may write to.")
staff_app = group("staff", "Who works in the console.")
invite_app = group("invite", "Invitations to an office.")
campaign_app = group("campaign", "Broadcasts.")
db_app = group("db", "Schema, backup, restore.")

COMMANDS = (
    (app, "run", service.run),
    (app, "chat", service.chat),
    (app, "doctor", service.doctor),
    (app, "ask", checking.ask),
    (app, "check", checking.check),
    (app, "facts", checking.facts),
    (app, "rehearse", checking.rehearse),
    (content_app, "check", checking.content_check),
    (content_app, "stale", checking.content_stale),
    (people_app, "import", people.import_),
    (staff_app, "link", people.staff_link),
    (invite_app, "new", people.invite_new),
    (campaign_app, "new", campaigns.new),
    (campaign_app, "show", campaigns.show),
    (campaign_app, "approve", campaigns.approve),
    (campaign_app, "start", campaigns.start),
    (campaign_app, "pause", campaigns.pause),
    (campaign_app, "resume", campaigns.resume),
    (campaign_app, "cancel", campaigns.cancel),
    (campaign_app, "recall", campaigns.recall),
    (db_app, "upgrade", database.upgrade),
)
for owner, command_name, command in COMMANDS:
    owner.command(command_name)(command)


def main() -> int:
    """Run; 0 done, 1 failed or some rows rejected, 2 bad input with one line on stderr."""
    try:
        status = app(standalone_mode=False)
    except BadInput as error:
        return complain(str(error), 2)
    except UsageError as error:
        return complain(error.format_message(), 2)
    except Failed as error:
        return complain(str(error), 1)
    except ClickException as error:
        return complain(error.format_message(), 1)
    except (typer.Abort, KeyboardInterrupt):
        return complain("stopped", 1)
    return status if isinstance(status, int) else 0


def complain(sentence: str, status: int) -> int:
    """One sentence on stderr."""
    sys.stderr.write(sentence + "\n")
    return status
