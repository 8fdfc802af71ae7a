"""One report costs what its size says: patterns, lists and everything else take time that grows with their input, not faster."""

from __future__ import annotations

import json
import re
import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest

from pingyi.check import people, wording
from pingyi.check.shape import ODD_SPACE
from pingyi.check.verdict import MOST_FINDINGS, Judge
from pingyi.contract.limits import AGREED, regex
from pingyi.contract.schemas import KINDS, Contract
from pingyi.doors.typed import DAYS_TYPED, NUMBER_TYPED
from pingyi.load.contents import PART
from pingyi.load.normalform import INTEGER, MAX_NODES
from support.judges import sample_judge
from support.situations import DRAFT, FULL, REPORT, UNIT

FULL_SIZE = 2**20
PATTERNS = {name: regex(name) for name in AGREED["patterns"]}
PIECES = ["a", "1", "0", " ", "\n", "x", "<", "<a", "/", "-", "-a", "a.", "@", "1 ", "13", "138 ", "3333-", "86", "【此处", "&a", "![", "TODO",
          "\u3000", "a@b.", "2012-", "1101051949", "lorem ipsum", "\t "]  # fmt: skip
HEADS = ["", "lorem ipsum", "xx", "待填", "2012-02-2", "<a", "a@", "【此处", "1"]
TAILS = ["", "!", "\nx", "@", "\n"]
FRAMED = (
    tuple(product(HEADS, PIECES, TAILS))
    if FULL
    else (*product(HEADS, PIECES, TAILS[:1]), *product(HEADS[:1], PIECES, TAILS[1:]))
)
"""What patterns are tried on: by default every piece after each head and before each tail."""


@pytest.fixture(scope="module")
def judge() -> Judge:
    return sample_judge()


def schema_patterns(contract: Contract) -> Iterator[str]:
    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, member in value.items():
                if key == "pattern" and isinstance(member, str):
                    yield member
                yield from walk(member)
        elif isinstance(value, list):
            for member in value:
                yield from walk(member)

    for name in KINDS:
        yield from walk(contract.schemas[name])


def every_pattern() -> dict[str, re.Pattern[str]]:
    named = {f"text {name}": pattern for name, pattern in PATTERNS.items()}
    schemas = {f"schema {text}": re.compile(text) for text in schema_patterns(Contract(None))}
    return named | schemas | {"part": PART, "integer": INTEGER}


def seconds(act: Callable[[], object]) -> float:
    """Of this process, the best of three."""

    return min(once(act) for _ in range(3))


def once(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


NOISE = 0.004
"""Seconds below which a clock says nothing."""


def grows_with_its_input(act: Callable[[int], object], size: int) -> bool:
    """Whether twice the input takes about twice the time; what is quadratic takes four times as long, at any speed."""
    return any(seconds(lambda: act(2 * size)) <= 2.5 * seconds(lambda: act(size)) + NOISE for _ in range(4))


@pytest.mark.parametrize("name", every_pattern())
def test_a_pattern_takes_time_that_grows_with_the_text(name: str) -> None:
    pattern = every_pattern()[name]
    slow = []
    for head, piece, tail in FRAMED:

        def search(size: int, head: str = head, piece: str = piece, tail: str = tail) -> None:
            for _ in pattern.finditer(head + piece * (size // len(piece)) + tail):
                pass

        # Most are through at once; a second look is for those that are not.
        if once(lambda: search(2_000)) > NOISE and not grows_with_its_input(search, 2_000):
            slow.append((head, piece, tail))
    assert not slow


@pytest.mark.parametrize(
    "text", ["lorem ipsum" + " " * 200_000 + "\nx", "lorem ipsum" + "a " * 100_000 + "\nx", "x" * 200_000 + " y"]
)
def test_long_texts_are_judged_in_time_that_grows_with_them(judge: Judge, text: str) -> None:
    def find(size: int) -> None:
        cut = text[:size] + text[-4:]
        raw = f"{DRAFT}organising: {json.dumps({'account': cut})}\n".encode()
        assert "too-long" in {finding.rule for finding in judge.judge(UNIT, REPORT, raw, {})[0].findings}

    assert grows_with_its_input(find, 90_000)


LISTS: dict[str, Callable[[int], dict[str, object]]] = {
    "channels of objects": lambda n: {"consultation": {"started_on": "2012-01-13", "channels": [{"a": k} for k in range(n)]}},
    "channels of lists": lambda n: {"consultation": {"started_on": "2012-01-13", "channels": [[k] for k in range(n)]}},
    "ledger": lambda n: {"feedback": {"given_on": "2012-02-06", "rectification": [{"id": f"r{k}"} for k in range(n)]}},
    "cases": lambda n: {"cases": [{"id": "a"} for _ in range(n)]},
    "unknown keys": lambda n: {f"key{k}": k for k in range(n)},
    "unknown items": lambda n: {"results": {"organisation": {"outcome": "held", "items": {f"i{k}": {"a": 1} for k in range(n)}}}},
    "sessions": lambda n: {"sessions": [{"held_on": "2012-01-31", "participants": {"members": 9}} for _ in range(n)]},
    "pictures": lambda n: {"cases": [{"id": "a", "pictures": [{"file": f"p{k}.png"} for k in range(n)]}]},
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_long_lists_are_judged_in_time_that_grows_with_them(judge: Judge, name: str) -> None:
    def find(size: int) -> None:
        raw = (DRAFT + "\n".join(f"{key}: {json.dumps(value)}" for key, value in LISTS[name](size).items())).encode()
        assert len(judge.judge(UNIT, REPORT, raw, {})[0].findings) > 0

    assert grows_with_its_input(find, 3_000)


FLOODS = {
    "nodes": "a: [" + "1," * (FULL_SIZE // 2 - 40) + "]",
    "keys": "\n".join(f"k{n}: 1" for n in range(80_000)),
    "aliases": "a: [" + "*b," * (FULL_SIZE // 3 - 40) + "]",
    "anchors": "a:\n" + "- &b c\n" * (FULL_SIZE // 7 - 40),
    "same keys": "a: 1\n" * (FULL_SIZE // 5 - 40),
    "depth": "a: " + "[" * (FULL_SIZE - 100),
    "maps": "a: " + "{a: " * (FULL_SIZE // 4 - 40),
    "text": "a: " + "字" * (FULL_SIZE // 3 - 40),
    "key": "字" * (FULL_SIZE // 3 - 40) + ": 1",
    "quoted": 'a: "' + "\\x41" * (FULL_SIZE // 4 - 40) + '"',
    "comment": "#" * (FULL_SIZE - 100),
    "persons": "a: '" + "11010519491231002X " * (FULL_SIZE // 19 - 9) + "'",
    "mails": "a: '" + "a@b.cn " * (FULL_SIZE // 7 - 9) + "'",
    "questions": "? " * (FULL_SIZE // 2 - 40),
    "dashes": "- " * (FULL_SIZE // 2 - 40),
    "separators": "a：b\n" + "-" * (FULL_SIZE - 200),
    "separators and a quote": 'a：b\nb: "c\n' + "- " * (FULL_SIZE // 2 - 100),
    "blanks": "a：b\n" + " " * (FULL_SIZE - 200) + "\n#1",
    "comments": "a: b\n" + "a: 见 #1 - " * (FULL_SIZE // 20),
    "braces": "a：b\n" + "{a，" * (FULL_SIZE // 8),
    "self-check": f"consultation: {{started_on: 2012-01-13, self_check: {'群众反映' * (FULL_SIZE // 12 - 40)}}}",
}  # fmt: skip


@pytest.mark.parametrize("name", FLOODS)
def test_a_full_megabyte_ends_in_findings_and_little_memory(judge: Judge, name: str) -> None:
    raw = (DRAFT + FLOODS[name]).encode()
    assert len(raw) <= FULL_SIZE
    assert len(judge.judge(UNIT, REPORT, raw, {})[0].findings) <= MOST_FINDINGS + 1
    # Tracing takes ten times as long as judging.
    traced = raw if FULL else raw[: FULL_SIZE // 8].decode(errors="ignore").encode()
    tracemalloc.start()
    try:
        judge.judge(UNIT, REPORT, traced, {})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 120 * len(traced)


def test_values_are_counted(judge: Judge) -> None:
    def rules(count: int) -> set[str]:
        values = ",".join("1" for _ in range(count))
        return {
            finding.rule for finding in judge.judge(UNIT, REPORT, f"{DRAFT}a: [{values}]\n".encode(), {})[0].findings
        }

    head = 5  # the mapping, its three values and the list
    assert rules(MAX_NODES - head) == {"unknown-key"}
    assert rules(MAX_NODES - head + 1) == {"yaml-nodes"}


def test_all_patterns_of_texts_are_looked_at() -> None:
    """Whoever adds one to the modules that judge texts adds it to `limits.yml`, and so to this test and to the browser."""
    own = {value for module in (people, wording) for value in vars(module).values() if isinstance(value, re.Pattern)}
    assert own | {ODD_SPACE, NUMBER_TYPED, *DAYS_TYPED} == set(PATTERNS.values())
