"""The documents are true of the code: every path, link, name, command and setting in them."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from pathlib import Path

import pytest

from bot.cli.main import COMMANDS
from bot.config import Settings
from content.commands import understand
from content.wording import LOCALE, catalogue
from handlers.routes import ROUTES
from tests.source import ROOT, modules, parsed, tracked

DOCUMENTS = tracked("*.md")
EVERY = pytest.mark.parametrize("document", DOCUMENTS, ids=str)
GUIDES = tuple(path for path in DOCUMENTS if path.parts[:2] == ("docs", "user"))
OPERATOR = Path("docs/user/nguoi-van-hanh.md")
DECISIONS = tuple(path for path in DOCUMENTS if path.parts[:2] == ("docs", "decisions"))
HEAVIEST = 150_000
"""Bytes of a picture."""
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"```.*?```", re.DOTALL)
FILE = re.compile(r"[\w<>*.-]+(/[\w<>*.-]+)+/?|[\w-]+\.(md|toml)")
TOPS = ("content", "db", "handlers", "scheduler", "bot", "tests", "docs", "requirements")


def text_of(document: Path) -> str:
    """A document as it is written."""
    return (ROOT / document).read_text(encoding="utf-8")


def test_there_is_every_document_that_a_reader_needs() -> None:
    named = {str(path) for path in DOCUMENTS}

    assert {"README.md", "CHANGELOG.md", "CONTRIBUTING.md"} <= named
    assert {"docs/architecture.md", "docs/glossary.md"} <= named
    assert len(GUIDES) == 4
    assert "Apache License" in text_of(Path("LICENSE"))


@EVERY
def test_every_link_leads_somewhere(document: Path) -> None:
    dead = [
        target
        for target in LINK.findall(FENCE.sub("", text_of(document)))
        if not target.startswith("https://") and not leads(document, target)
    ]

    assert dead == []


def leads(document: Path, target: str) -> bool:
    """Whether a relative link names a file, and its anchor a heading there."""
    name, _, anchor = target.partition("#")
    file = (ROOT / document.parent / name).resolve() if name else ROOT / document
    if not file.exists():
        return False
    return not anchor or anchor in anchors(file.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


@EVERY
def test_every_file_named_exists(document: Path) -> None:
    named = [name for name in CODE.findall(text_of(document)) if is_path(name)]

    assert [name for name in named if not exists(name)] == []


def is_path(name: str) -> bool:
    """Whether words in backticks name a file or folder of the repository."""
    path = name.partition("::")[0]
    if not FILE.fullmatch(path):
        return False
    return path.partition("/")[0] in TOPS if "/" in path else True


def exists(name: str) -> bool:
    """Whether a path is there; ``<…>`` stands for anything, ``path::name`` for a definition."""
    path, _, defined = name.partition("::")
    found = list(ROOT.glob(re.sub(r"<[^>]*>", "*", path.rstrip("/"))))
    return bool(found) and (not defined or defined in definitions(Path(path)))


def definitions(module: Path) -> set[str]:
    """What a module defines: functions, classes, methods and constants."""
    names: set[str] = set()
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {one.id for one in targets if isinstance(one, ast.Name)}
    return names


def test_a_path_that_is_not_there_would_be_seen() -> None:
    assert is_path("handlers/nothing.py") and not exists("handlers/nothing.py")
    assert not exists("handlers/duties.py::nothing_of_this_name")
    assert exists("handlers/duties.py::finish")


def commands() -> set[str]:
    """Every command as one types it: ``campaign new``."""
    return {f"{group} {name}".strip() for group, name, _, _ in COMMANDS}


def test_every_command_of_the_table_is_there() -> None:
    for _, _, module, function in COMMANDS:
        assert callable(getattr(importlib.import_module(module), function))


def test_the_operators_table_has_every_command_and_no_other() -> None:
    table = re.findall(r"^\| (`.+?`) \|", text_of(OPERATOR), re.MULTILINE)
    shown = {command_in(code) for cell in table for code in CODE.findall(cell)}

    assert shown == commands()


@EVERY
def test_every_command_in_a_document_exists(document: Path) -> None:
    called = re.findall(r"python -m bot ([a-z][^`\n]*)", text_of(document))

    assert [one for one in called if command_in(one) not in commands()] == []


def command_in(line: str) -> str:
    """The command at the beginning of a line."""
    words = [word for word in line.split() if re.fullmatch(r"[a-z-]+", word)]
    two = " ".join(words[:2])
    return two if two in commands() else words[0] if words else ""


@EVERY
def test_every_make_target_in_a_document_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(Path("Makefile")), re.MULTILINE))
    called = re.findall(r"(?:`|^)make ([a-z-]+)", text_of(document), re.MULTILINE)

    assert set(called) <= targets


def settings() -> dict[str, object]:
    """Every setting with the default of the code, by its name in config.toml."""
    return {
        f"{section.rstrip('_')}.{key}": field.default
        for section, part in Settings.model_fields.items()
        for key, field in part.annotation.model_fields.items()  # type: ignore[union-attr]
    }


def test_config_toml_has_every_setting_with_its_default_and_a_reason() -> None:
    config = text_of(Path("config.toml"))
    written = {
        f"{section}.{key}": value
        for section, table in tomllib.loads(config).items()
        for key, value in table.items()
    }
    bare = [row for row in config.splitlines() if " = " in row and "#" not in row]

    assert {name: plain(value) for name, value in settings().items()} == written
    assert bare == []


def plain(default: object) -> object:
    """A default as TOML holds it."""
    secret = getattr(default, "get_secret_value", None)
    return secret() if secret else list(default) if isinstance(default, tuple) else default


def test_every_setting_is_read_by_the_code() -> None:
    read = {
        node.attr
        for module in modules()
        if module.parts[0] == "bot" and module.name != "config.py"
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Attribute)
    }

    assert {name for name in settings() if name.partition(".")[2] not in read} == set()


@EVERY
def test_every_variable_in_a_document_is_a_setting(document: Path) -> None:
    known = {f"CHUNGTAY_{name.replace('.', '__')}".upper() for name in settings()}
    named = re.findall(r"CHUNGTAY_[A-Z]+__[A-Z_]+", text_of(document))

    assert set(named) <= known


def test_the_glossary_knows_every_module_of_the_four_inner_rooms() -> None:
    glossary = text_of(Path("docs/glossary.md"))
    missing = [
        str(module)
        for module in modules()
        if module.parts[0] != "bot" and module.name != "__init__.py"
        if not {str(module), f"{module.parent}/"} & paths_in(glossary)
    ]

    assert missing == [], "give each its word and place in docs/glossary.md"


def paths_in(text: str) -> set[str]:
    """The paths a text names, without what they define."""
    return {name.partition("::")[0] for name in CODE.findall(text)}


def test_the_glossary_knows_every_address() -> None:
    heads = {route.pattern.split("/")[0] for route in ROUTES} - {"do"}

    assert heads <= set(CODE.findall(text_of(Path("docs/glossary.md"))))


@pytest.mark.parametrize("guide", GUIDES, ids=str)
def test_every_label_in_a_guide_stands_on_a_screen(guide: Path) -> None:
    labels = re.findall(r"\*\*“([^”]+)”\*\*", text_of(guide))
    shown = {
        sentence
        for path in (LOCALE / "vi" / "LC_MESSAGES").glob("*.po")
        for sentence in catalogue(path.stem, "vi").values()
    }

    assert [label for label in labels if label not in shown] == []


def test_the_typed_words_of_the_residents_guide_are_understood() -> None:
    guide = text_of(Path("docs/user/ba-con.md"))
    typed = CODE.findall(guide)

    assert len(typed) > 10
    assert [one for one in typed if understand(one, question_open=False) is None] == []


def test_every_picture_is_shown_and_light() -> None:
    pictures = {path.name: path for path in tracked("docs/pictures/*")}
    shown = {
        Path(target).name
        for document in DOCUMENTS
        for target in LINK.findall(text_of(document))
        if target.endswith(".png")
    }

    assert set(pictures) == shown
    assert [n for n, p in pictures.items() if (ROOT / p).stat().st_size > HEAVIEST] == []


def test_decisions_are_numbered_dated_and_say_their_price() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]

    assert numbers == list(range(1, len(numbers) + 1))
    for path in DECISIONS:
        text = text_of(path)
        assert re.match(rf"# {path.name[:4]} \S.+\n\nDate: \d{{4}}-\d\d-\d\d\n", text), path
        assert [f"**{part}.**" in text for part in ("Context", "Choice", "Price")] == [True] * 3


def test_documents_of_law_in_the_changelog_stand_in_the_content() -> None:
    content = "\n".join(text_of(path) for path in tracked("content/data/*.toml"))
    named = re.findall(r"(?:Quyết định|Nghị định) [0-9][^\s,;)]*", text_of(Path("CHANGELOG.md")))

    assert len(named) > 5
    assert [one for one in named if one not in content] == []
