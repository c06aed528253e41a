"""The audience language: what is read, what is refused and where, and that it prints back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.audience import (
    DEEPEST,
    LONGEST,
    All,
    AudienceError,
    Both,
    Either,
    Is,
    Not,
    Tree,
    both,
    either,
    negate,
    parse,
    terms,
    written,
)
from content.audience_terms import Answered

KNOWN = {
    "role": ("official", "resident"),
    "unit": ("tho-phu", "tan-ninh", "thanh-hoa"),
    "topic": ("vay-von",),
    "office": ("pkt-tho-phu",),
    "channel": ("telegram", "web"),
    "language": ("vi", "en"),
    "answered": Answered(),
}
TERMS = st.sampled_from([Is(key, value) for key, values in KNOWN.items() for value in values])
TERMS = st.one_of(TERMS, st.just(Is("unreachable", "")))
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.one_of(st.just(All()), TERMS),
    lambda inner: st.one_of(
        inner.map(negate),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: both(*parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: either(*parts)),
    ),
    max_leaves=8,
)
YES = Is("answered", "42=yes")
OFFICIALS, THO_PHU, TAN_NINH = (
    Is("role", "official"),
    Is("unit", "tho-phu"),
    Is("unit", "tan-ninh"),
)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("all", All()),
        ("  ALL ", All()),
        ("role:official", OFFICIALS),
        ("role:official&unit:tho-phu", Both((OFFICIALS, THO_PHU))),
        (
            "role:official & unit:tho-phu | unit:tan-ninh",
            Either((Both((OFFICIALS, THO_PHU)), TAN_NINH)),
        ),
        (
            "role:official & (unit:tho-phu | unit:tan-ninh)",
            Both((OFFICIALS, Either((THO_PHU, TAN_NINH)))),
        ),
        ("!unit:tho-phu & all", Both((Not(THO_PHU), All()))),
        ("!!unit:tho-phu", THO_PHU),
        ("((unit:tho-phu))", THO_PHU),
        ("office:pkt-tho-phu", Is("office", "pkt-tho-phu")),
        ("topic:vay-von | answered:42=yes", Either((Is("topic", "vay-von"), YES))),
        ("answered:42", Is("answered", "42")),
        ("!Unreachable", Not(Is("unreachable", ""))),
    ],
)
def test_expressions_are_read_as_they_say(text: str, tree: Tree) -> None:
    assert parse(text, KNOWN) == tree


@given(TREES)
def test_what_is_printed_reads_back_the_same(tree: Tree) -> None:
    assert parse(written(tree), KNOWN) == tree


@given(TREES)
def test_printing_is_a_normal_form(tree: Tree) -> None:
    loose = written(tree).replace(" ", "  ").upper()
    assert written(parse(f"({loose})", KNOWN)) == written(tree)


@pytest.mark.parametrize(
    ("text", "key", "position"),
    [
        ("", "missing", 1),
        ("   ", "missing", 1),
        ("role:official &", "missing", 16),
        ("& all", "missing", 1),
        ("all all", "join", 5),
        ("(all", "open", 1),
        ("all)", "closed", 4),
        ("()", "missing", 2),
        ("!", "missing", 2),
        ("rol:official", "term", 1),
        ("official", "term", 1),
        ("all & role:", "term", 7),
        ("role:oficial", "value", 6),
        ("all | unit:tho-phuu", "value", 12),
        ("unit:thọ-phú", "term", 1),
        ("answered:x=yes", "value", 10),
        ("answered:0", "value", 10),
        ("answered:42=", "term", 1),
        ("unreachable:yes", "term", 1),
        ("role:official=yes", "value", 6),
    ],
)
def test_a_mistake_is_named_at_its_place(text: str, key: str, position: int) -> None:
    with pytest.raises(AudienceError) as caught:
        parse(text, KNOWN)
    assert (caught.value.key, caught.value.position) == (key, position)
    assert "\n" not in str(caught.value)
    assert caught.value.sentence("en") != str(caught.value)


def test_a_wrong_value_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(AudienceError, match="tho-phu"):
        parse("unit:tho-phuu", KNOWN)


def test_an_expression_too_long_or_too_deep_is_refused_kindly() -> None:
    with pytest.raises(AudienceError, match=str(LONGEST)):
        parse("all|" * LONGEST + "all", KNOWN)
    with pytest.raises(AudienceError, match=str(DEEPEST)):
        parse("(" * (DEEPEST + 1) + "all" + ")" * (DEEPEST + 1), KNOWN)
    with pytest.raises(AudienceError, match=str(DEEPEST)):
        parse("!" * (DEEPEST + 1) + "all", KNOWN)


@given(st.text(alphabet="al:&|!() role\u1ecdoficut-.\0", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        tree = parse(text, KNOWN)
    except AudienceError as error:
        assert 1 <= error.position <= len(text) + 1
    else:
        assert parse(written(tree), KNOWN) == tree


def test_every_term_of_a_tree_is_found() -> None:
    tree = parse("!(role:official & answered:42=yes) | unreachable | all", KNOWN)
    assert list(terms(tree)) == [OFFICIALS, YES, Is("unreachable", "")]
