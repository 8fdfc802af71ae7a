"""A page in the size of what it says: of a unit without others below, beside its own words, on the sample's site."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pingyi.contract.assets import CHECKOUT
from pingyi.load.documents import read_document
from pingyi.load.source import Folder

LARGEST, PACKED = 15_000, 6_000
UNITS = "data/units"
APPROVAL = re.compile(rb"<section class=approval .*?</section>")


def texts(value: Any) -> Iterator[str]:
    """Every text of a report."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)
    elif isinstance(value, str):
        yield value


def own(unit: str) -> int:
    """Bytes of the texts that a unit wrote for its page; a case has one of its own."""
    document, _ = read_document(Folder(CHECKOUT), f"{UNITS}/{unit}.yml")
    return (
        sum(len(text.encode()) for part, value in document.data.items() if part != "cases" for text in texts(value))
        if document
        else 0
    )


def recorded(page: bytes) -> int:
    """Bytes of what those who decided wrote, and of when they did."""
    return sum(map(len, APPROVAL.findall(page)))


def test_a_leaf_units_page_has_at_most_15_kb_beside_texts_of_its_report_and_of_those_who_decided(internal: Path):
    units = {
        path.relative_to(CHECKOUT / UNITS).with_suffix("").as_posix() for path in (CHECKOUT / UNITS).rglob("*.yml")
    }
    leaves = [unit for unit in units if not any(other.startswith(f"{unit}/") for other in units)]
    pages = {unit: (internal / f"units/{unit}.html").read_bytes() for unit in leaves}
    beside = {unit: len(page) - recorded(page) - own(unit) for unit, page in pages.items()}

    assert len(leaves) > 20
    assert {unit: size for unit, size in beside.items() if size > LARGEST} == {}
    assert {unit: len(page) for unit, page in pages.items() if len(gzip.compress(page)) > PACKED} == {}
