"""Every command in one table, and the three exit statuses."""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Sequence

import typer
from typer._click.exceptions import (  # typer's own click
    ClickException,
    NoArgsIsHelpError,
    UsageError,
)

from bot import collector
from bot.cli.session import BadInput, Failed

app = typer.Typer(
    name="bot",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Chung Tay: outreach chatbot and notification service.",
)


GROUPS = {
    "content": "Check the content files.",
    "people": "People we may write to.",
    "staff": "Who works in the console.",
    "invite": "Invitations to an office.",
    "campaign": "Broadcasts.",
    "export": "Tables for a spreadsheet.",
    "db": "Schema, backup, restore.",
}
COMMANDS = (
    # group, name, module, function: a module is imported only when its command may be meant
    ("", "run", "bot.cli.service", "run"),
    ("", "chat", "bot.cli.service", "chat"),
    ("", "doctor", "bot.cli.service", "doctor"),
    ("", "ask", "bot.cli.checking", "ask"),
    ("", "check", "bot.cli.checking", "check"),
    ("", "facts", "bot.cli.checking", "facts"),
    ("", "rehearse", "bot.cli.checking", "rehearse"),
    ("content", "check", "bot.cli.checking", "content_check"),
    ("content", "stale", "bot.cli.checking", "content_stale"),
    ("people", "import", "bot.cli.people", "import_"),
    ("staff", "link", "bot.cli.people", "staff_link"),
    ("invite", "new", "bot.cli.people", "invite_new"),
    ("campaign", "new", "bot.cli.composing", "new"),
    ("campaign", "show", "bot.cli.campaigns", "show"),
    ("campaign", "replies", "bot.cli.campaigns", "replies"),
    ("campaign", "approve", "bot.cli.campaigns", "approve"),
    ("campaign", "start", "bot.cli.campaigns", "start"),
    ("campaign", "pause", "bot.cli.campaigns", "pause"),
    ("campaign", "resume", "bot.cli.campaigns", "resume"),
    ("campaign", "cancel", "bot.cli.campaigns", "cancel"),
    ("campaign", "recall", "bot.cli.amendments", "recall"),
    ("campaign", "correct", "bot.cli.amendments", "correct"),
    ("campaign", "resend", "bot.cli.amendments", "resend"),
    ("export", "campaign", "bot.cli.exports", "campaign"),
    ("export", "people", "bot.cli.exports", "people"),
    ("db", "upgrade", "bot.cli.database", "upgrade"),
    ("db", "backup", "bot.cli.database", "backup"),
    ("db", "restore", "bot.cli.database", "restore"),
    ("db", "migrate-to", "bot.cli.database", "migrate_to"),
)


def register(words: Sequence[str]) -> None:
    """Make the commands that these words may mean; all of them for help and for what is mistyped.

    Importing every room costs a second, which a command that is called each minute need not pay.
    """
    meant = [row for row in COMMANDS if words[:1] == [row[0] or row[1]]]
    made = {"": app}
    app.registered_commands.clear()  # of another line, in a program that runs several
    app.registered_groups.clear()
    for owner, name, module, function in meant or COMMANDS:
        if owner not in made:
            made[owner] = typer.Typer(no_args_is_help=True, help=GROUPS[owner])
            app.add_typer(made[owner], name=owner)
        made[owner].command(name)(getattr(importlib.import_module(module), function))
    if len(app.registered_commands) == 1 and not app.registered_groups:
        app.callback()(lambda: None)  # else typer would take the one command for the program


def main() -> int:
    """Run; 0 done, 1 failed or some rows rejected, 2 bad input with one line on stderr."""
    speak_utf8()
    with collector.resting():
        register(sys.argv[1:])
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
