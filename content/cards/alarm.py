"""What administrators are told when the auditor finds something amiss, and when that is over."""

from __future__ import annotations

from datetime import datetime

from content.blocks import Callout, Paragraph, line, plain
from content.findings import Kind
from content.screen import Button, Screen, to
from content.wording import moment, word


def alarm_screen(kind: Kind, now: datetime, language: str) -> Screen:
    """Something is amiss since now, and what to do."""
    return Screen(
        address=to("alarm", kind),
        title=word("alarm.title", language),
        blocks=(
            Callout("warn", line(word(f"alarm.what.{kind}", language))),
            Paragraph(plain(word("alarm.mend", language, at=moment(now)))),
        ),
        rows=((Button(word("alarm.open", language), to("console"), icon="shield"),),),
    )


def relief_screen(kind: Kind, since: datetime, language: str) -> Screen:
    """It is over; ``since`` when it began."""
    return Screen(
        address=to("alarm", kind, "over"),
        title=word("alarm.over", language),
        blocks=(
            Paragraph(plain(word(f"alarm.what.{kind}", language))),
            Paragraph(plain(word("alarm.over_now", language, at=moment(since)))),
        ),
    )
