"""The name of a screen: one object builds it and parses it.

The same address is a button's data, a deep link, a QR on a poster, a link in a broadcast, a
search result and a line of a test. Two kinds: *screens* (look) and *acts* (``do/…``, change
something). Links carry screens only; an act is accepted only with the seal we drew it with.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Self

SEGMENT = re.compile(r"[a-z0-9_-]+\Z")
LONGEST = 64
"""Bytes; Telegram's limit of ``callback_data``."""
LONGEST_PAYLOAD = 56
"""Characters of a ``/start`` payload (Telegram takes 64), leaving room for where it was seen."""
SEEN_IN = re.compile(r"(.*)K([1-9][0-9]{0,6})\Z", re.ASCII | re.DOTALL)
"""A link that says in which campaign it stood: no address has capitals."""
MOST_CAMPAIGN = 9_999_999
"""The last campaign that a payload has room for: 56 characters, K, seven digits."""
SEAL = 8
"""Characters of a seal: 48 bits, guessed once in 10^14 tries."""


class AddressError(ValueError):
    """Text that names no screen; the message says what would."""


@dataclass(frozen=True, slots=True)
class Address:
    """Segments of ``[a-z0-9_-]``; prints as ``explainer/bhyt-ho-ngheo``."""

    segments: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.segments:
            raise AddressError("an address needs at least one segment, e.g. home")
        for segment in self.segments:
            if not SEGMENT.match(segment) or "--" in segment:
                raise AddressError(
                    f"{segment!r} is no segment of an address: use [a-z0-9_-], without --"
                )
        longest = LONGEST - SEAL - 1 if self.is_act else LONGEST
        if len(str(self)) > longest:
            raise AddressError(f"{self} is longer than {longest} characters")

    @classmethod
    def of(cls, *segments: str | int) -> Self:
        """Build from parts: ``Address.of("duty", 812)``."""
        return cls(tuple(str(segment) for segment in segments))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``a/b/c``; raises AddressError."""
        return cls(tuple(text.split("/")))

    @property
    def is_act(self) -> bool:
        """True when following it changes something."""
        return self.segments[0] == "do"

    @property
    def head(self) -> str:
        """The first segment (of an act: the one after ``do``)."""
        return self.segments[min(1, len(self.segments) - 1)] if self.is_act else self.segments[0]

    def __str__(self) -> str:
        return "/".join(self.segments)

    def payload(self) -> str:
        """As it stands in a link: ``/`` written ``--``. Raises AddressError for acts."""
        if self.is_act:
            raise AddressError(f"{self} changes something, so no link may carry it")
        text = "--".join(self.segments)
        if len(text) > LONGEST_PAYLOAD:
            raise AddressError(f"{self} is too long for a link: at most {LONGEST_PAYLOAD}")
        return text

    @classmethod
    def from_payload(cls, text: str) -> Self:
        """Read a link's payload; raises AddressError for acts and for garbage."""
        address = cls(tuple(text.split("--")))
        address.payload()
        return address


def seen_in(link: str, campaign: int) -> str:
    """A link of ours, or its payload, that tells in which campaign it stood (0: in none)."""
    return f"{link}K{campaign}" if 0 < campaign <= MOST_CAMPAIGN else link


def parted(link: str) -> tuple[str, int]:
    """A link or payload without where it was seen, and the campaign it stood in (0: none)."""
    found = SEEN_IN.match(link)
    return (found[1], int(found[2])) if found else (link, 0)


def payload_of(link: str) -> str:
    """The payload of a link in a text; raises AddressError."""
    address, campaign = parted(link)
    return seen_in(Address.parse(address).payload(), campaign)


def seal(address: Address, holder: str, key: bytes) -> str:
    """The mark that makes an act ours: an HMAC over the address and whom it was drawn for."""
    digest = hmac.new(key, f"{holder}\n{address}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest)[:SEAL].decode()


def sealed(address: Address, holder: str, key: bytes) -> str:
    """Button data: the address, and for an act ``!`` and its seal. At most 64 bytes."""
    return f"{address}!{seal(address, holder, key)}" if address.is_act else str(address)


def unseal(data: str, holder: str, key: bytes) -> Address:
    """Read button data back; raises AddressError unless an act carries the holder's seal."""
    text, _, mark = data.partition("!")
    address = Address.parse(text)
    ours = seal(address, holder, key).encode()
    # Compared as bytes: of two strings only ASCII ones can be.
    if address.is_act and not hmac.compare_digest(mark.encode("utf-8", "replace"), ours):
        raise AddressError(f"{address} was not drawn for this person")
    return address


def without_seal(data: str) -> str:
    """Button data without the seal of an act; a link away stays as it is. For where a choice is
    kept for one person by us, and so needs no seal."""
    return data.partition("!")[0] if data.startswith("do/") else data
