"""Every command in one table, and the three exit statuses."""

from __future__ import annotations

import sys

import click
import typer

from bot.cli import campaigns, checking, database, people, service
from bot.cli.session import BadInput, Failed

app = typer.Typer(
    name="bot", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Chung Tay: outreach chatbot and notification service.",
)
content_app = typer.Typer(no_args_is_help=True, help="Check the content files.")
people_app = typer.Typer(no_args_is_help=True, help="People we may write to.")
staff_app = typer.Typer(no_args_is_help=True, help="Who works in the console.")
invite_app = typer.Typer(no_args_is_help=True, help="Invitations to an office.")
campaign_app = typer.Typer(no_args_is_help=True, help="Broadcasts.")
db_app = typer.Typer(no_args_is_help=True, help="Schema, backup, restore.")

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
    (db_app, "backup", database.backup),
    (db_app, "restore", database.restore),
)
for group, name, command in COMMANDS:
    group.command(name)(command)
for group in (content_app, people_app, staff_app, invite_app, campaign_app, db_app):
    app.add_typer(group)


def main() -> int:
    """Run; 0 done, 1 failed or some rows rejected, 2 bad input with one line on stderr."""
    try:
        status = app(standalone_mode=False)
    except BadInput as error:
        return complain(str(error), 2)
    except click.UsageError as error:
        return complain(error.format_message(), 2)
    except Failed as error:
        return complain(str(error), 1)
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return complain("stopped", 1)
    return status if isinstance(status, int) else 0


def complain(sentence: str, status: int) -> int:
    """One sentence on stderr."""
    sys.stderr.write(sentence + "\n")
    return status
