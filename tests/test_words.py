"""The catalogues: every key that the code uses is there in each language, and none lies idle."""

from __future__ import annotations

import ast
import re
import string
from functools import cache

import pytest
from babel.messages.pofile import read_po

from content.wording import LANGUAGES, LOCALE
from tests.source import ROOT, modules, parsed, tracked

WORD = re.compile(r"""\bword\(\s*["']([a-z]+\.[^"']*?)["']\s*([,)~|])""")
"""A key in a template; ``~`` says that a value is added to it."""
QUOTED = (re.compile(r'"([^"\n]{1,80})"'), re.compile(r"'([^'\n]{1,80})'"))
HOLE = "\0"
"""Where a value goes in a computed key."""


@cache
def sentences(language: str) -> dict[str, str]:
    """Key to sentence, over all catalogues of a language."""
    found: dict[str, str] = {}
    for path in sorted((LOCALE / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            found |= {str(one.id): str(one.string) for one in read_po(file) if one.id}
    return found


@cache
def domains() -> frozenset[str]:
    """The catalogues' names."""
    return frozenset(path.stem for path in (LOCALE / "vi" / "LC_MESSAGES").glob("*.po"))


@cache
def templates() -> dict[str, str]:
    """Every page template."""
    return {str(path): (ROOT / path).read_text() for path in tracked("bot/*.html")}


@cache
def literals() -> frozenset[str]:
    """Every string that stands in the code, the templates and the scripts."""
    in_code = {
        node.value
        for module in modules()
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    pages = [*templates().values(), *((ROOT / p).read_text() for p in tracked("bot/*.js"))]
    quoted = {one for text in pages for kind in QUOTED for one in kind.findall(text)}
    asked = {key for text in pages for key, joint in WORD.findall(text) if joint != "~"}
    return frozenset(in_code | quoted | asked)


@cache
def computed() -> tuple[re.Pattern[str], ...]:
    """Keys with holes: f-strings of the code, and what templates join with ``~``."""
    shapes = {
        "".join(part.value if isinstance(part, ast.Constant) else HOLE for part in node.values)
        for module in modules()
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.JoinedStr)
    }
    for text in templates().values():
        shapes |= {key + HOLE for key, joint in WORD.findall(text) if joint == "~"}
        shapes |= {
            f"{key}{HOLE}{end}"
            for key, end in re.findall(r'word\("([a-z.]+)" ~ [a-z_.]+ ~ "([a-z.]+)"', text)
        }
    likely = (shape for shape in shapes if re.fullmatch(rf"[a-z0-9_. {HOLE}-]+", shape))
    return tuple(as_pattern(shape) for shape in sorted(likely) if HOLE in shape)


def as_pattern(shape: str) -> re.Pattern[str]:
    """A shape as a pattern whose groups are its holes."""
    return re.compile("(.+?)".join(re.escape(part) for part in shape.split(HOLE)) + r"\Z")


def is_used(key: str) -> bool:
    """A key that stands in the code, or is put together there from words that do."""
    if key in literals():
        return True
    return any(
        all(is_known(value) for value in found.groups())
        for pattern in computed()
        if (found := pattern.match(key))
    )


@cache
def is_known(value: str) -> bool:
    """Whether a value of a hole stands in the code: as it is, as an address, as a reason, or put
    together itself."""
    spellings = (value, value.replace("-", "/", 1), value.replace("_", " "))
    return any(
        one in literals()
        or any(
            all(group in literals() for group in found.groups())
            for pattern in computed()
            if (found := pattern.match(one)) and len(pattern.pattern) > len("(.+?)") + 4
        )
        for one in spellings
    )


def keys_in_code() -> dict[str, str]:
    """Every key given to ``word`` as it stands, with where."""
    found = {
        node.args[0].value: str(module)
        for module in modules()
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Call)
        and called(node) == "word"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }
    for name, text in templates().items():
        found |= {key: name for key, joint in WORD.findall(text) if joint != "~"}
    return {key: where for key, where in found.items() if key.partition(".")[0] in domains()}


def called(node: ast.Call) -> str:
    """The name of what is called."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_in_the_code_has_a_sentence(language: str) -> None:
    missing = {
        key: where for key, where in keys_in_code().items() if not sentences(language).get(key)
    }

    assert len(keys_in_code()) > 200
    assert missing == {}


def test_no_key_lies_idle() -> None:
    assert [key for key in sentences("vi") if not is_used(key)] == []


def test_an_idle_key_would_be_seen() -> None:
    assert not is_used("console.nobody_asks_for_this")
    assert not is_used("campaigns.state.nowhere-near")


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_keys_none_empty(language: str) -> None:
    assert set(sentences(language)) == set(sentences("vi"))
    assert [key for key, sentence in sentences(language).items() if not sentence.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_catalogue_holds_its_own_keys_once(language: str) -> None:
    for path in sorted((LOCALE / language / "LC_MESSAGES").glob("*.po")):
        keys = re.findall(r'^msgid "(.+)"$', path.read_text(), re.MULTILINE)

        assert [key for key in keys if key.partition(".")[0] != path.stem] == []
        assert len(keys) == len(set(keys)), path


def test_languages_have_the_same_fields() -> None:
    different = {
        key: (fields(sentence), fields(sentences("en").get(key, "")))
        for key, sentence in sentences("vi").items()
        if fields(sentence) != fields(sentences("en").get(key, ""))
    }

    assert different == {}


def fields(sentence: str) -> frozenset[str]:
    """The names in braces; a sentence that shows braces as such has none."""
    try:
        return frozenset(
            name.partition("|")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name
        )
    except ValueError:
        return frozenset()
