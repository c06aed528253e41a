"""Keys: one master key, and what is derived from it for each purpose."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


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
    """The master key of a file, made (mode 600) when there is none.

    Two processes that start at once agree: the file is created exclusively, the loser reads.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Keys(base64.urlsafe_b64decode(path.read_text().strip()))
    with os.fdopen(descriptor, "w") as file:
        master = secrets.token_bytes(32)
        file.write(base64.urlsafe_b64encode(master).decode() + "\n")
    return Keys(master)
