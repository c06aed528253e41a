"""One service on one SQLite file: a kernel lock beside it, so that none is stale after kill −9."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class Held(RuntimeError):
    """Another service serves this file."""


class ServiceLock:
    """Held from ``take`` until the process ends, however it ends."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".lock")
        self._file: int | None = None

    def take(self) -> None:
        """Take the lock; raises Held when a running service has it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            raise Held(f"another Chung Tay already serves this database ({self.path})") from None
        self._file = file

    def is_held(self) -> bool:
        """Whether a running service has it."""
        if not self.path.exists():
            return False
        try:
            self.take()
        except Held:
            return True
        self.release()
        return False

    def release(self) -> None:
        """Let go (the kernel does it when the process dies)."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
