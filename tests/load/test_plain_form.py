"""What is read line by line is what the parser reads; whatever is not plainly of that form is left to it."""

from __future__ import annotations

from random import Random

import pytest
import yaml

from pingyi.campaign.demo import campaign_files
from pingyi.contract.yaml_writer import report_yaml
from pingyi.load.documents import document
from pingyi.load.keyboard import slips
from pingyi.load.nodes import construct
from pingyi.load.normalform import compose
from pingyi.load.plain_form import plain_form
from support.places import INVALID, VALID
from support.situations import FULL

EXAMPLES = sorted([*VALID.glob("*.yml"), *INVALID.glob("*.yml")])
PIECES = (
    " ", "  ", "\n", "- ", ": ", ":", "#", " #", "{", "}", "[", "]", ", ", ",", "|", ">", "-", "a", "1", "0", "~", "null", "true",
    '"', "'", "\t", "é", "：", "\u3000", "<<", "---\n", "...\n", "%", "&a ", "*a", "!x ", "? ", "@", "`", "=", "\r", "\ufeff", ".",
    "\\", "|\n", " |\n", "\u2028", "\x85", "9" * 16,
)  # fmt: skip


def by_parser(text: str) -> object:
    """What the parser makes of a text; None for one that it refuses."""
    node, faults = compose(text)
    return None if faults else construct(node)


def as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: as_text(member) for key, member in value.items()}
    return [as_text(member) for member in value] if isinstance(value, list) else str(value)


@pytest.fixture(scope="module")
def reports() -> list[str]:
    return [text for path, text in campaign_files(12, seed=3) if path.startswith("data/units/")]


def test_what_our_writers_write_is_of_the_form(reports: list[str]) -> None:
    for text in reports:
        found = plain_form(text)
        assert found is not None
        assert found == by_parser(text)
        assert as_text(found) == yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - every scalar as text
        assert plain_form(report_yaml(found)) == found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_read_as_the_parser_reads_it(path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    found = plain_form(text)
    assert found is None or slips(text) or found == by_parser(text)


def mutated(text: str, rng: Random) -> str:
    """A part of a text with a few characters or lines put in, taken away, moved or doubled."""
    lines = text.splitlines(keepends=True)
    start = rng.randrange(len(lines))
    text = "".join(lines[: start + 1] if rng.random() < 0.5 else lines[start : start + 12])
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(len(text) + 1)
        lines = text.splitlines(keepends=True) or [""]
        chosen = rng.randrange(len(lines))
        line = lines[chosen]
        others = ("", " " * rng.randint(0, 5) + line.lstrip(" "), line * 2, line.rstrip("\n"))
        text = rng.choice((
            text[:place] + rng.choice(PIECES) + text[place:],
            text[:place] + text[place + rng.randint(1, 3) :],
            "".join([*lines[:chosen], rng.choice(others), *lines[chosen + 1 :]]),
        ))  # fmt: skip
    return text


def test_whatever_is_read_line_by_line_is_what_the_parser_reads(reports: list[str]) -> None:
    rng = Random(5)
    read = 0
    for _ in range(200_000 if FULL else 2_500):
        text = mutated(rng.choice(reports), rng)
        found = plain_form(text)
        if found is not None and not slips(text):
            read += 1
            assert found == by_parser(text), text
    assert read > 200


def test_what_a_keyboard_left_is_found_in_the_form_too() -> None:
    text = "unit: a\nstatus: 见附件 #3\n"
    assert plain_form("unit: a\nstatus: final\n") == {"unit": "a", "status": "final"}
    assert [problem.rule for problem in document("a.yml", text)[1]] == ["yaml-comment"]


@pytest.mark.parametrize(
    "text",
    ["a: b\na: c\n", "a:\n", "a: null\n", "a: {}\n", "a: 99999999999999999\n", "a: |\n\n  x\n", "a: b", "a: 'b'\n", "- a\n", "",
     "a: {b: c, b: d}\n", "a: |\n    x\n   y\n", "a:\n  b: c\n d: e\n", "a: b\n  c\n", "a: [b,\nc]\n", "a: b # c\n", "? a\n", "a: !b c\n"],
)  # fmt: skip
def test_what_wants_a_closer_look_is_left_to_the_parser(text: str) -> None:
    assert plain_form(text) is None


def test_deep_and_long_texts_are_left_to_the_parser() -> None:
    deep = "".join(f"{'  ' * depth}a:\n" for depth in range(400)) + "  " * 400 + "a: b\n"
    assert plain_form(deep) is None
    assert plain_form("a: [" + ", ".join("b" * 20_000) + "]\n") is None
