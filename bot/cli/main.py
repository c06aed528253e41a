"""Every command in one table, and the three exit statuses."""

from __future__ import annotations

import io
import os
import sys

import typer
from typer._click.exceptions import (  # typer's own click
    ClickException,
    NoArgsIsHelpError,
    UsageError,
)

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
    (db_app, "backup", database.backup),
    (db_app, "restore", database.restore),
    (db_app, "migrate-to", database.migrate_to),
)
for owner, command_name, command in COMMANDS:
    owner.command(command_name)(command)


def main() -> int:
    """Run; 0 done, 1 failed or some rows rejected, 2 bad input with one line on stderr."""
    speak_utf8()
    try:
        status = app(standalone_mode=False)
    except BadInput as error:
        return complain(str(error), 2)
    except NoArgsIsHelpError as error:
        return complain(f"give a command; known: {commands_of(error)}", 2)
    except UsageError as error:
        return complain(f"{error.format_message()} {help_for(error)}".rstrip(), 2)
    except Failed as error:
        return complain(str(error), 1)
    except ClickException as error:
        return complain(error.format_message(), 1)
    except (typer.Abort, KeyboardInterrupt):
        return complain("stopped", 1)
    except BrokenPipeError:
        return silent(1)
    return status if isinstance(status, int) else 0


def speak_utf8() -> None:
    """Whatever the locale: JSON is UTF-8. Half a surrogate pair goes out as it may stand in JSON,
    as ``\\ud83d``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def commands_of(error: NoArgsIsHelpError) -> str:
    """The commands of the group that was named without one."""
    return ", ".join(getattr(error.ctx.command, "commands", ())) if error.ctx else ""


def help_for(error: UsageError) -> str:
    """Where the right way to call it is written."""
    return f"See: {error.ctx.command_path} --help" if error.ctx else ""


def silent(status: int) -> int:
    """Who read us has gone (``| head``): say nothing more, not even when Python flushes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def complain(sentence: str, status: int) -> int:
    """One sentence on stderr."""
    sys.stderr.write(sentence + "\n")
    return status
