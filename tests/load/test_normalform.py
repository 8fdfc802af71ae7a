"""The normal form of our YAML: what plain text means, what is refused and where, and that nothing at all breaks it."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pingyi.load.documents import decode, document
from pingyi.load.nodes import construct, join, locate
from pingyi.load.normalform import MAX_DEPTH, MAX_INTEGER, compose
from pingyi.model import Problem
from support.judges import assert_inside

STRINGS = [
    "no", "yes", "on", "off", "y", "n", "No", "TRUE", "True", "Null", "NULL", "~",
    ".nan", ".inf", "-.inf", "12:30", "2012-01-20", "2012-01-20T08:00:00Z", "01234", "-01", "+1", "1e3", "1.5", "1.",
    ".5", "-1.5", "0o7", "0x1F", "0b1", "1_000", "190:20:30", "１２", "一", "1条", "100%", "=",
]  # fmt: skip


def read(text: str) -> object:
    """The data of a text that is in normal form."""
    node, faults = compose(text)
    assert faults == []
    return construct(node)


def faults_of(text: str) -> list[tuple[str, int, int]]:
    return [(fault.rule, *fault.mark) for fault in compose(text)[1]]


@pytest.mark.parametrize("text", STRINGS)
def test_a_plain_scalar_is_a_string(text: str) -> None:
    assert read(f"a: {text}\nb: [{text}, x]\n") == {"a": text, "b": [text, "x"]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-7", -7),
        ("42   # 人", 42),
        (str(2**53 - 1), 2**53 - 1),
        (str(1 - 2**53), 1 - 2**53),
    ],
)
def test_a_plain_scalar_is_a_boolean_or_an_integer(text: str, value: object) -> None:
    found = read(f"a: {text}\n")
    assert found == {"a": value}
    assert type(found["a"]) is type(value)


@pytest.mark.parametrize("style", ["'{}'", '"{}"', "|-\n  {}", ">-\n  {}"])
@pytest.mark.parametrize("text", ["true", "null", "42", "no", str(2**53)])
def test_what_is_quoted_is_a_string(style: str, text: str) -> None:
    assert read(f"a: {style.format(text)}\n") == {"a": text}


@pytest.mark.parametrize("blank", ["", "null", "# 说明"])
def test_blank_means_absent(blank: str) -> None:
    assert read(f"a: {blank}\nb: 1\nc:\n  - {blank}\n  - 2\n") == {"b": 1, "c": [2]}
    assert read(f"a: {blank}\n") == {}


def test_a_part_in_which_nothing_is_filled_in_is_blank() -> None:
    assert read("a:\n  b:\n    c:\n    d:\n  e:\n    - f:\n    - {g: null}\nh: 1\n") == {"h": 1}
    assert read("a:\n  - b:\n  - c: 1\n    d:\n") == {"a": [{"c": 1}]}


def test_what_somebody_typed_is_not_blank() -> None:
    assert read("a: {}\nb: []\nc: [[], {}]\n") == {"a": {}, "b": [], "c": [[], {}]}


def test_a_quoted_empty_string_is_not_blank() -> None:
    assert read("a: ''\n") == {"a": ""}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("{a: {b: [1, x]}, 'c': \"d\"}", {"a": {"b": [1, "x"]}, "c": "d"}),
        ("a: |\n  一\n\n  二\nb: 1\n", {"a": "一\n\n二\n", "b": 1}),
        ("a: >\n  一\n  二\n", {"a": "一 二\n"}),
        ("a: 一\r\nb: |\r\n  二\r\n  三\r\n", {"a": "一", "b": "二\n三\n"}),
        ("1: a\ntrue: b\n", {"1": "a", "true": "b"}),
        ("%YAML 1.1\n---\na: 1\n...\n", {"a": 1}),
        ("", None),
        ("# 只有注释\n", None),
    ],
)
def test_collections_and_texts(text: str, data: object) -> None:
    assert read(text) == data


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\n中文: 'x\nb: 2\n", ("yaml-syntax", 2, 5)),
        ("说明: 群众反映: 不够\n", ("yaml-syntax", 1, 9)),
        ("a: 1\n\tb: 2\n", ("yaml-syntax", 2, 1)),
        ("甲: 一\r\n乙: @x\r\n", ("yaml-syntax", 2, 4)),
        ("甲: 一\nb: x\x01y\n", ("yaml-character", 2, 5)),
        ("一二三四: {甲: \x00}\n", ("yaml-character", 1, 11)),
        ("{甲: 一, 'b': &x 1}\n", ("yaml-alias", 1, 13)),
        ("a:\n  - 1\n  - *x\n", ("yaml-alias", 3, 5)),
        ("a: !!int '1'\n", ("yaml-tag", 1, 4)),
        ("甲: {乙: !x {}}\n", ("yaml-tag", 1, 8)),
        (f"甲: [{2**53}]\n", ("yaml-integer", 1, 5)),
        (f"a: -{2**53}\n", ("yaml-integer", 1, 4)),
        ("a: " + "9" * 10_000, ("yaml-integer", 1, 4)),
        ("a: 1\n<<: {b: 1}\n", ("yaml-key", 2, 1)),
        ("a: 1\n'': 2\n", ("yaml-key", 2, 1)),
        ("a: {b: 1}\n? [c]\n: 1\n", ("yaml-key", 2, 3)),
        ("a: 1\nb: 2\na: 3\n", ("yaml-duplicate-key", 3, 1)),
        ("{a: 1, \"b\": 2, 'a': 3}\n", ("yaml-duplicate-key", 1, 16)),
        ("1: a\n'1': b\n", ("yaml-duplicate-key", 2, 1)),
        ("a:\nb: |\n  一\n\n  二\nb: 1\r\n", ("yaml-duplicate-key", 6, 1)),
        ("a: 1\n---\nb: 2\n", ("yaml-documents", 2, 1)),
        ("a: 1\n...\n---\n...\n", ("yaml-documents", 3, 1)),
    ],
)
def test_what_is_refused_and_where(text: str, fault: tuple[str, int, int]) -> None:
    """Lines and columns count characters from 1, as editors do, a byte order mark not among them."""
    assert faults_of(text) == [fault]
    decoded = decode(text.encode("utf-8-sig"), "r.yml") if "\0" not in text else text
    assert not isinstance(decoded, Problem)
    assert faults_of(decoded) == [fault]


def test_a_duplicate_key_names_the_first_and_keeps_it() -> None:
    node, faults = compose("甲:\n\n乙: 2\n甲: 3\n")
    assert [fault.values for fault in faults] == [{"key": "甲", "first": 1}]
    assert construct(node) == {"乙": 2}


def test_several_faults_are_told_at_once() -> None:
    assert faults_of("a: &x 1\nb: !t 2\na: 3\n") == [
        ("yaml-alias", 1, 4),
        ("yaml-tag", 2, 4),
        ("yaml-duplicate-key", 3, 1),
    ]


def test_depth_is_bounded() -> None:
    assert faults_of("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    deeper = MAX_DEPTH + 2
    assert faults_of("[" * deeper + "]" * deeper) == [("yaml-depth", 1, deeper)]


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000])
def test_hostile_depth_is_refused_at_once(text: str) -> None:
    assert [rule for rule, _, _ in faults_of(text)] == ["yaml-depth"]


def test_billion_laughs_are_refused_without_being_built() -> None:
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    node, faults = compose("a0: &a0 [ha]\n" + "\n".join(lines))
    assert {fault.rule for fault in faults} == {"yaml-alias"}
    assert all(len(child.value or ()) <= 9 for child in node.value.values())


LOCATED = """\
# 说明
甲:
  乙: {丙: 1, "d/e": [2, 3]}
  'f~':
    - g: |
        一

        二
      h: 5
    -
    - i: 6
"""


@pytest.mark.parametrize(
    ("pointer", "mark"),
    [
        ("", (2, 1)),
        ("/甲", (2, 1)),
        ("/甲/乙", (3, 3)),
        ("/甲/乙/丙", (3, 7)),
        ("/甲/乙/d~1e", (3, 13)),
        ("/甲/乙/d~1e/1", (3, 24)),
        ("/甲/f~0/0", (5, 7)),
        ("/甲/f~0/0/g", (5, 7)),
        ("/甲/f~0/0/h", (9, 7)),
        ("/甲/f~0/1/i", (11, 7)),
        ("/甲/f~0/9", (4, 3)),
        ("/甲/没有/没有", (2, 1)),
        ("/没有", (2, 1)),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_locate_points_at_keys_and_entries_else_at_the_nearest_parent(
    pointer: str, mark: tuple[int, int], end: str
) -> None:
    assert locate(compose(LOCATED.replace("\n", end))[0], pointer) == mark


def test_join_escapes_by_rfc_6901() -> None:
    assert join(join("/a", "b/c~d"), 0) == "/a/b~1c~0d/0"


# Properties. Text that YAML can hold at all: no control characters, no surrogates.

PRINTABLE = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe\uffff"), max_size=20
)
SCALARS = PRINTABLE | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.booleans()
KEYS = PRINTABLE.filter(lambda key: key not in ("", "<<"))
DATA = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))
YAMLISH = st.text(st.sampled_from("ab中12 \n\r\t-:,[]{}&*!|>'\"#%@`?~.\ufeff\u0085\u2028\x01\U0001f600"), max_size=60)


class Dumper(yaml.SafeDumper):
    """Strings are quoted, as a careful writer of our normal form does."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


@given(DATA, st.booleans() | st.none())
def test_what_a_writer_dumps_comes_back_the_same(data: object, flow: bool | None) -> None:
    text = yaml.dump(data, Dumper=Dumper, allow_unicode=True, default_flow_style=flow, width=60)
    assert read(text) == data


@given(st.text(max_size=80) | YAMLISH)
def test_no_text_raises_and_every_mark_is_inside(text: str) -> None:
    node, faults = compose(text)
    construct(node)
    for mark in [*(fault.mark for fault in faults), locate(node, ""), locate(node, "/a/0/b"), locate(node, "/0/0")]:
        assert_inside(mark, text)


@given(st.binary(max_size=80) | YAMLISH.map(lambda text: text.encode("utf-16" if "1" in text else "utf-8")))
def test_no_bytes_raise(raw: bytes) -> None:
    text = decode(raw, "r.yml")
    if not isinstance(text, Problem):
        read, problems = document("r.yml", text)
        assert (read is None) == bool(problems)
