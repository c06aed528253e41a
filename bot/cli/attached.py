"""The file that goes with a campaign, named on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.cli.session import BadInput
from content.media import File, MediaError, described, taken
from content.screen import MediaKind


@dataclass(frozen=True, slots=True)
class Attached:
    """What ``--photo``, ``--photo-words``, ``--voice`` and ``--document`` say."""

    photo: Path | None
    photo_words: str
    voice: Path | None
    document: Path | None

    def read(self, most: int) -> File | None:
        """The file, None when none is named; ``most`` in megabytes. Raises BadInput."""
        ways: dict[MediaKind, Path | None] = {
            "photo": self.photo,
            "voice": self.voice,
            "document": self.document,
        }
        named = [(kind, path) for kind, path in ways.items() if path]
        if len(named) > 1:
            options = ", ".join(f"--{kind}" for kind, _ in named)
            raise BadInput(f"{options}: one file goes with a message; name one of them")
        if bool(self.photo) != bool(self.photo_words.strip()):
            raise BadInput("--photo and --photo-words go together: say what is to be seen on it")
        return file_of(*named[0], self.photo_words, most) if named else None


def file_of(kind: MediaKind, path: Path, words: str, most: int) -> File:
    """One file of one kind; raises BadInput with what is wrong and what would be right."""
    try:
        return described(taken(path.read_bytes(), path.name, kind=kind, most=most), words)
    except OSError as error:
        raise BadInput(f"--{kind} {path}: cannot be read: {error.strerror}") from None
    except MediaError as error:
        raise BadInput(f"--{kind} {path}: {error.sentence('en')}") from None
