"""What may be wrong with names, dates and texts of any content file, beside its shape."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from content.address import Address, AddressError
from content.blocks import Block, Bullets, Span, parse
from content.explainers import Group
from content.library.source import Path_, nearest
from content.references import names, strays

Fault = tuple[Path_, str]
"""Where in the file, and the sentence."""


@dataclass(frozen=True, slots=True)
class Known:
    """The names that texts and files may point at."""

    parameters: Collection[str] = ()
    programmes: Collection[str] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    explainers: Collection[str] = ()


def slug_faults(stem: str, slug: str) -> Iterator[Fault]:
    """A slug is the file's name."""
    if slug != stem:
        yield ("slug",), f"slug is {slug!r} but the file is {stem}.toml: make them one"


def unknown(path: Path_, name: str, known: Collection[str], what: str) -> Iterator[Fault]:
    """A name that is not there, with the nearest one that is."""
    if name not in known:
        close = nearest(name, known)
        yield path, f"{name!r} is no {what}" + (f"; did you mean {close!r}?" if close else "")


def date_faults(path: Path_, since: date | None, until: date | None) -> Iterator[Fault]:
    """A period ends after it starts."""
    if since and until and until < since:
        yield path, f"ends ({until}) before it starts ({since}): swap them"


def text_faults(path: Path_, text: str, known: Known) -> Iterator[Fault]:
    """References exist, braces are references, links lead somewhere safe."""
    for name in names(text):
        yield from unknown(path, name, known.parameters, "parameter")
    for stray in strays(text):
        yield path, f"{stray!r} is no reference: write {{param:name}}, or no braces"
    for span in linked(parse(text)):
        yield from link_faults(path, span.link)


def linked(blocks: tuple[Block, ...]) -> Iterator[Span]:
    """The spans that carry a link."""
    for block in blocks:
        lines = block.items if isinstance(block, Bullets) else (getattr(block, "text", ()),)
        yield from (span for line in lines for span in line if span.link)


def link_faults(path: Path_, link: str) -> Iterator[Fault]:
    """A link is https, or an address of ours."""
    if link.startswith("https://"):
        return
    try:
        Address.parse(link).payload()
    except AddressError:
        yield path, f"link {link!r}: write https://… or an address such as explainer/lai-suat"
