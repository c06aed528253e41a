"""A person with a phone on which scripts do not run: reads pages, fills forms, presses buttons."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientSession, ClientTimeout, CookieJar

from content.fold import fold

SILENT = frozenset({"script", "style", "svg", "template"})
VOID = frozenset({"input", "br", "img", "meta", "link", "hr"})


@dataclass(slots=True)
class Button:
    """A button of a form; ``name`` and ``value`` are what it posts."""

    name: str
    value: str
    label: str = ""


@dataclass(slots=True)
class Form:
    """A form: where it goes, what it holds, and its buttons."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)


@dataclass(slots=True)
class Link:
    """A link and its words."""

    href: str
    label: str = ""


class Reader(HTMLParser):
    """Reads a page's words, forms and links, as a plain browser does."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[Link] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._pressable: Button | Link | None = None
        self._text_field: tuple[str, list[str]] | None = None
        self._select = ""
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self._silent += 1
        elif tag == "form":
            self._form = Form(told.get("action", ""), told.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a" and "href" in told:
            self._pressable = Link(told["href"])
            self.links.append(self._pressable)
        elif tag == "button":
            self.begin_button(told)
        elif self._form is not None:
            self.begin_field(tag, told)
        if tag in ("br", "p", "div", "li", "h1", "h2", "h3", "dt", "dd", "td", "th", "button"):
            self.words.append("\n")

    def begin_button(self, told: dict[str, str]) -> None:
        self._pressable = Button(told.get("name", ""), told.get("value", ""))
        if self._form is not None and told.get("type", "submit") == "submit":
            self._form.buttons.append(self._pressable)

    def begin_field(self, tag: str, told: dict[str, str]) -> None:
        """What a browser posts of a field that nobody touched."""
        assert self._form is not None
        name, kind = told.get("name", ""), told.get("type", "text")
        ticked = kind not in ("checkbox", "radio") or "checked" in told
        if tag == "input" and name and ticked:
            self._form.fields.append((name, told.get("value", "")))
        elif tag == "textarea" and name:
            self._text_field = (name, [])
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.choose(told)

    def choose(self, told: dict[str, str]) -> None:
        """The first option of a select, or the one marked."""
        assert self._form is not None
        if "selected" in told:
            self._form.fields = [f for f in self._form.fields if f[0] != self._select]
            self._form.fields.append((self._select, told.get("value", "")))
        elif self._select not in dict(self._form.fields):
            self._form.fields.append((self._select, told.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent -= 1
        elif tag == "form":
            self._form = None
        elif tag in ("a", "button"):
            self._pressable = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._text_field and self._form:
            name, parts = self._text_field
            self._form.fields.append((name, "".join(parts).removeprefix("\n")))
            self._text_field = None

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._text_field:
            self._text_field[1].append(data)
        if self._pressable is not None:
            self._pressable.label += data
        self.words.append(data)

    @property
    def text(self) -> str:
        """All words, one line a block."""
        lines = "".join(self.words).split("\n")
        return "\n".join(" ".join(line.split()) for line in lines if line.strip())


class Browser:
    """A browser without script, cookies kept. Use it as a context manager."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.status = 0
        self.path = ""
        self.html = ""
        self.headers: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._runner = asyncio.Runner()
        self._session = self._runner.run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._session.close())
        self._runner.close()

    async def _open(self) -> ClientSession:
        return ClientSession(cookie_jar=CookieJar(unsafe=True), timeout=ClientTimeout(total=30))

    async def _ask(self, method: str, url: str, fields: list[tuple[str, str]] | None) -> Self:
        headers = {"Accept-Language": "vi"}
        if self.path:
            headers["Referer"] = self.base + self.path
        if method == "POST":
            headers["Origin"] = self.base
        async with self._session.request(method, url, data=fields, headers=headers) as answer:
            self.status = answer.status
            self.html = await answer.text()
            self.headers = dict(answer.headers)
            self.path = re.sub(r"^\w+://[^/]+", "", str(answer.url)) or "/"
        return self

    # what they do

    def opens(self, path: str) -> Self:
        """Go to an address; of a whole one only its path counts, the site is this one."""
        parts = urlsplit(path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return self._runner.run(self._ask("GET", urljoin(self.base, path), None))

    def posts(self, path: str, fields: dict[str, str]) -> Self:
        """Send a form that stands on no page."""
        return self._runner.run(self._ask("POST", self.base + path, list(fields.items())))

    def says(self, text: str) -> Self:
        """Type into the chat and press enter."""
        return self.fills("/chat/say", text=text)

    def presses(self, label: str) -> Self:
        """Press the newest button, or follow the newest link, with these words (marks aside)."""
        if found := self.button(label):
            form, button = found
            own = [(button.name, button.value)] if button.name else []
            return self.send(form, [*form.fields, *own])
        wanted = fold(label)
        for link in reversed(self.page.links):
            if wanted in fold(" ".join(link.label.split())):
                return self.opens(link.href)
        raise AssertionError(f"no button {label!r} on {self.path}:\n{self.sees}")

    def button(self, label: str) -> tuple[Form, Button] | None:
        """The form and button with these words: exactly so, else beginning so, else holding."""
        wanted = fold(label)
        every = [(form, one) for form in self.page.forms for one in form.buttons]
        tests = (str.__eq__, str.startswith, str.__contains__)
        for test in tests:
            for form, one in reversed(every):
                if test(fold(" ".join(one.label.split())), wanted):
                    return form, one
        return None

    def fills(self, action: str, press: tuple[str, str] | None = None, **values: str) -> Self:
        """Fill the form that goes to an address, and send it by a button."""
        form = next((one for one in self.page.forms if one.action == action), None)
        assert form, f"no form to {action} on {self.path}: {[f.action for f in self.page.forms]}"
        kept = [(name, value) for name, value in form.fields if name not in values]
        return self.send(form, [*kept, *values.items(), *([press] if press else [])])

    def send(self, form: Form, fields: list[tuple[str, str]]) -> Self:
        assert form.method == "post", f"{form.action} is sent by {form.method}"
        url = urljoin(self.base + self.path, form.action)
        return self._runner.run(self._ask("POST", url, fields))

    # what they see

    @property
    def page(self) -> Reader:
        return Reader(self.html)

    @property
    def sees(self) -> str:
        """The words on the page."""
        return self.page.text

    @property
    def latest(self) -> str:
        """The words from the newest answer of the chat on."""
        _, mark, rest = self.html.partition('id="latest"')
        assert mark, f"no newest answer on {self.path}:\n{self.sees}"
        return Reader("<p " + mark + rest).text

    @property
    def cookies(self) -> dict[str, str]:
        """Name and value of each cookie kept."""
        return {cookie.key: cookie.value for cookie in self._session.cookie_jar}
