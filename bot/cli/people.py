"""``people import``, ``staff link``, ``invite new``."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import clock
from bot.cli.session import AsJson, BadInput, ConfigFile, Session, put, run, say
from bot.home import public_url
from content.library.library import Library
from content.sheets import BadSheet
from content.wording import local
from db.invitations import Offer
from handlers import invitation_sheets as sheets
from handlers import invitations, inviting, people, staff
from handlers.inviting import Strip
from handlers.scene import House, Operator


def import_(
    file: Annotated[Path, typer.Argument(metavar="F.csv|F.xlsx", help=",".join(people.COLUMNS))],
    basis: Annotated[
        str, typer.Option(metavar="TEXT", help="The office's ground; else import.basis.")
    ] = "",
    json_: AsJson = False,
    config: ConfigFile = None,
) -> int:
    """Take people in from a CSV or XLSX; bad rows are listed, consent is never changed."""

    async def work(opened: Session) -> int:
        known = people.known_to(opened.library, local(clock.now()).date())
        try:
            sheet = people.read_people(bytes_in(file), known)
        except BadSheet as error:
            raise BadInput(f"{file}: {error}") from None
        ground = basis or opened.settings.import_.basis
        answer = await opened.store.write(
            people.import_people,
            sheet,
            ground=people.Ground(ground.strip()[:200]),
            keys=opened.keys,
            now=clock.now(),
        )
        put(answer) if json_ else say(*import_lines(answer, ground))
        return int(bool(answer["rejected"]))

    return run(config, work)


def bytes_in(path: Path) -> bytes:
    """The bytes of a file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from None


def import_lines(answer: dict[str, Any], ground: str) -> list[str]:
    """The same for a person to read."""
    lines = [f"added {answer['added']}, updated {answer['updated']}"]
    lines += [f"line {row['line']}: {row['why']}" for row in answer["rejected"]]
    if not ground:
        lines.append("no basis given: these people are stored but not reachable (--basis TEXT)")
    return lines


def staff_link(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    role: Annotated[str, typer.Option(metavar="ROLE", help=", ".join(staff.ROLES))],
    office: Annotated[str, typer.Option(metavar="SLUG", help="For example pkt-tho-phu.")] = "",
    json_: AsJson = False,
    config: ConfigFile = None,
) -> int:
    """A one-time link that signs a member of staff in; makes them when new."""

    async def work(opened: Session) -> int:
        house = House(lambda: opened.library, opened.keys, Operator())
        post = staff.Post(name, role, office or None)
        minutes = opened.settings.security.link_minutes
        try:
            path = await opened.store.write(staff.staff_link, house, post, minutes, clock.now())
        except staff.BadStaff as error:
            raise BadInput(str(error)) from None
        link = public_url(opened.settings) + path
        put({"link": link}) if json_ else say(link)
        return 0

    return run(config, work)


def invite_new(
    office: Annotated[str, typer.Option(metavar="SLUG", help="For example pkt-tho-phu.")] = "",
    role: Annotated[str, typer.Option(metavar="ROLE", help=", ".join(invitations.ROLES))] = "",
    uses: Annotated[int, typer.Option(min=1, max=10_000, help="For how many people.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=365, help="Good for so many days.")] = 7,
    file: Annotated[
        Path | None, typer.Option(metavar="F.csv|F.xlsx", help=",".join(sheets.COLUMNS))
    ] = None,
    json_: AsJson = False,
    config: ConfigFile = None,
) -> int:
    """A code and a link by which somebody joins an office; with --file one for each line."""
    if file:
        return invite_all(file, alone=not (office or role), json_=json_, config=config)

    async def work(opened: Session) -> int:
        known_office(opened.library, office)
        known_role(role, invitations.ROLES)
        now = clock.now()
        offer = Offer(office, role, uses, now + timedelta(days=days))
        code = await opened.store.write(invitations.invite, opened.keys, offer, by=None, now=now)
        link = f"{public_url(opened.settings)}/chat?s={invitations.payload(code)}"
        put({"code": code, "link": link}) if json_ else say(code, link)
        return 0

    return run(config, work)


def invite_all(file: Path, *, alone: bool, json_: bool, config: Path | None) -> int:
    """An invitation a line, told as JSON Lines; 1 when some line was bad."""
    if not alone:
        raise BadInput("give --file, or --office and --role, not both")

    async def work(opened: Session) -> int:
        may = sheets.May(opened.library.places.offices, invitations.ROLES)
        try:
            lines = sheets.read(bytes_in(file), may)
        except BadSheet as error:
            raise BadInput(f"{file}: {error}") from None
        strips = await opened.store.write(
            inviting.make_all, opened.keys, lines, by=None, now=clock.now()
        )
        for strip in strips:
            told = told_of(strip, public_url(opened.settings))
            put(told) if json_ else say(" ".join(str(value) for value in told.values()))
        return int(any(strip.made is None for strip in strips))

    return run(config, work)


def told_of(strip: Strip, site: str) -> dict[str, Any]:
    """What a line came to, as the contract tells it."""
    line, made = strip.line, strip.made
    if isinstance(line, sheets.Bad):
        return {"line": line.line, "error": line.why}
    assert made is not None  # every good line has one
    link = f"{site}/chat?s={made.payload}"
    told = {"line": line.line, "code": made.code, "link": link}
    return told | {"office": line.office, "role": line.role, "name": line.name}


def known_office(library: Library, office: str) -> None:
    """Raises BadInput with the offices most like it."""
    if office in library.places.offices:
        return
    unit = office.partition("-")[2]
    near = [slug for slug in library.places.offices if slug.endswith(unit)] if unit else []
    near = near or list(library.places.offices)
    raise BadInput(f"--office {office}: unknown; known: {', '.join(sorted(near)[:8])} …")


def known_role(role: str, roles: tuple[str, ...]) -> None:
    """Raises BadInput with the roles there are."""
    if role not in roles:
        raise BadInput(f"--role {role}: unknown; known: {', '.join(roles)}")
