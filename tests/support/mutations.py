"""Reports of which a few values, keys or types are wrong, or nearly right."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pingyi.contract.yaml_writer import plain_yaml
from pingyi.load.contents import read
from pingyi.load.documents import decode, document
from pingyi.load.source import Folder
from pingyi.model import Problem
from support.situations import headers

DEEP: Any = "x"
for _ in range(14):
    DEEP = [DEEP]
WRONG: list[Any] = [
    "", "x", "一" * 9000, "2012-02-30", "2099-12-31", "final", "held", "😀", 'a"b\\c', "a/b~c", "-", "{x}", "${{x}}", "\u200b",
    0, 1, -1, 2**53 - 1, 1 - 2**53, 10**9, True, False, [], {}, [[]], [{}], {"x": 1}, {"😀": {"x": 1}}, {'"': {}}, ["a", "a"],
    DEEP, [1, "1", True], {"satisfied": 1, "fairly": 2}, dict.fromkeys(map(str, range(40)), 1), "13800000000",
]  # fmt: skip
KEYS = [
    "x",
    "items",
    "unit",
    "blank",
    "id",
    "😀",
    'a"b',
    "a\\b",
    "a/b",
    "~",
    "1",
    "true",
    "一",
    "'",
    "\u2028",
    "\x7f",
    "{x}",
]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with every key or index in it."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in list(entries):
        yield value, key
        yield from places(child)


TEXTS = [
    "略", "请看 <b>这里</b>", "手机13800000000", "卡号6222021234567894", "身份证11010519491231002X", "a＠b.cn 信箱", "TODO", "写TODO吧", "x TODO",
    "一\u200b二", "【待填写】", "\u3000略\u00a0", "&nbsp;", "😀" * 301, "ſtest", "同上。", "１３８００００００００号", "13.5 13800000000元", "K", "  ",
]  # fmt: skip
SAME_KEYS = [key for key in KEYS if key != "\u2028"]
"""Without the one that ends a line in YAML 1.1 and does not in YAML 1.2: the parsers read different keys."""
DATES = ["2012-01-11", "2012-01-12", "2012-01-31", "2012-02-17", "2012-02-18", "2012-02-29", "2012-03-01", "2011-02-29"]


class Case(NamedTuple):
    """A report as YAML and the unit that hands it in."""

    unit: str
    text: str


def reports(root: Path) -> list[Case]:
    raw = read(Folder(root))
    return [Case(unit, (root / path).read_text(encoding="utf-8")) for unit, path in raw.paths.items()]


def examples(files: Iterable[Path]) -> list[Case]:
    texts = {path: decode(path.read_bytes(), path.name) for path in sorted(files)}
    return [Case(headers(path)["unit"], text) for path, text in texts.items() if not isinstance(text, Problem)]


def mutated(case: Case, chance: random.Random) -> Case:
    """A report in which a few values, keys or types are wrong, or nearly right."""
    data = copy.deepcopy(document("", case.text)[0])
    assert data is not None
    for _ in range(chance.randint(1, 4)):
        if found := list(places(data.data)):
            _mutate(*chance.choice(found), chance)
    return Case(case.unit, plain_yaml(data.data))


def _mutate(holder: Any, key: Any, chance: random.Random) -> None:
    value = holder[key]
    match chance.choice(["near", "near", "near", "drop", "wrong", "rename", "nest", "repeat", "add"]):
        case "near" if isinstance(value, bool | dict | list):
            del holder[key]
        case "near":
            holder[key] = (
                value + chance.choice((-2, -1, 1, 3)) if isinstance(value, int) else chance.choice(TEXTS + DATES)
            )
        case "drop":
            del holder[key]
        case "wrong":
            holder[key] = copy.deepcopy(chance.choice(WRONG))
        case "rename" if isinstance(holder, dict):
            holder[chance.choice(SAME_KEYS)] = holder.pop(key)
        case "nest":
            holder[key] = chance.choice([[value], {chance.choice(SAME_KEYS): value}])
        case "repeat" if isinstance(holder, list):
            holder.append(copy.deepcopy(value))
        case _ if isinstance(holder, dict):
            holder[chance.choice(SAME_KEYS)] = copy.deepcopy(chance.choice(WRONG))
