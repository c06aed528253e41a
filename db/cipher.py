"""Keys: one master key, and what is derived from it for each purpose."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MASTER = 32
"""Bytes of a master key."""


class BadKey(ValueError):
    """A key file that holds no key of ours; the message says which and what to do."""


class Keys:
    """Derived keys: of seals, of encrypted answers, of fingerprints. Holds no state to leak."""

    def __init__(self, master: bytes) -> None:
        self._master = master

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose (HKDF-SHA256)."""
        return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(self._master)

    @cached_property
    def seal(self) -> bytes:
        """The key of button seals."""
        return self.derive("seal")

    @cached_property
    def _fernet(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self.derive("answers")))

    @cached_property
    def _fingerprint(self) -> bytes:
        return self.derive("fingerprint")

    def fingerprint(self, text: str) -> str:
        """A keyed hash: the same text always, nothing to be learnt from it without the key."""
        return hmac.new(self._fingerprint, text.encode(), hashlib.sha256).hexdigest()

    def encrypt(self, value: Any) -> bytes:
        """A JSON value, encrypted."""
        return self._fernet.encrypt(json.dumps(value, ensure_ascii=False).encode())

    def decrypt(self, token: bytes) -> Any:
        """What was encrypted, or None when the key has changed since."""
        try:
            return json.loads(self._fernet.decrypt(token))
        except InvalidToken:
            return None


def load_keys(path: Path) -> Keys:
    """The master key of a file, made (mode 600) when there is none. Raises BadKey.

    Two processes that start at once agree: the file appears whole and once, the loser reads it.
    """
    if not path.exists():
        make_key(path)
    try:
        text = path.read_text(encoding="ascii").strip()
        master = base64.b64decode(text, altchars=b"-_", validate=True)
    except OSError as error:
        raise BadKey(f"key file {path}: cannot be read: {error.strerror}") from None
    except ValueError:
        master = b""
    if len(master) < MASTER:  # an empty key would be everybody's key
        raise BadKey(
            f"key file {path}: holds no key of {MASTER} bytes in base64; put your copy of it back "
            "(or remove it to have a new one made: kept answers and links are lost then)"
        )
    return Keys(master)


def make_key(path: Path) -> None:
    """A new key; nothing happens when somebody else was first."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".key-") as folder:
        fresh = Path(folder) / "key"
        fresh.touch(mode=0o600)
        with fresh.open("wb") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(MASTER)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            fresh.replace(path)
