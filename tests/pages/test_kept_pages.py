"""Pages that are kept are those that would be made, whatever changed; and where little changed, few are made."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pingyi.campaign.judged import Judged
from pingyi.contract.assets import CHECKOUT
from pingyi.files.write import write
from pingyi.pages import pages
from pingyi.pages.kept_pages import Earlier
from pingyi.pages.renderer import Renderer
from pingyi.publish.audience import audience_tables
from pingyi.publish.book import Book
from pingyi.publish.lives_told import lives_told
from pingyi.tables.dictionary import TABLES, Tables
from support.campaigns import demo, opened
from support.situations import FULL

ALWAYS = {"data.md", "counting-sheet.md", "fields.md", "rules.md", "form.md", "search.md"}
"""Pages that are never kept: what they say comes from elsewhere."""
ROUNDS, AT_ONCE = (100 if FULL else 4), 12
BY_ROSTER = {"unit", "name", "parent"}
"""Columns of units that only another roster changes, with which all pages are made anew."""
LISTS = ("cases", "sessions", "guidance", "revisions", "contact_points")
"""Tables of which a row may be gone without any other knowing of it."""


@pytest.fixture
def earlier(tmp_path: Path) -> Iterator[Earlier]:
    with ExitStack() as copies:
        yield Earlier(tmp_path / "kept", tmp_path / "staged", copies)


def made(judged: Judged, told: Tables, earlier: Earlier | None, commit: str = "abc") -> dict[str, str]:
    """All pages, staged for the next run."""
    book = Book(told, judged.campaign)
    found = dict(pages(judged, book, commit, {}, lives_told(CHECKOUT, judged, book, None), earlier=earlier)[0])
    if not earlier:
        return {path: content for path, content in found.items() if content is not None}
    write(earlier.staged, found.items())
    return {path: (earlier.staged / path).read_bytes().decode() for path in found}


def otherwise(told: Tables, rng: random.Random) -> Tables:
    """The tables with another value in some cell, or without some row."""
    if rng.random() < 0.2:
        name = rng.choice([name for name in LISTS if len(told[name])])
        return {**told, name: told[name].drop(index=rng.randrange(len(told[name]))).reset_index(drop=True)}
    while True:
        name = rng.choice([name for name, table in told.items() if len(table) > 1])
        columns = [column for column in TABLES[name].columns if column not in {*TABLES[name].key, *BY_ROSTER}]
        if not columns:
            continue
        column, (to, source) = rng.choice(columns), rng.sample(range(len(told[name])), 2)
        table = told[name].copy()
        before, value = table[column].iloc[to], table[column].iloc[source]
        if pd.isna(before) == pd.isna(value) and not pd.isna(before) and before != value:
            table.loc[to, column] = value
            return {**told, name: table}


@pytest.mark.parametrize("campaign", [opened, partial(demo, 60)], ids=["sample", "demo"])
def test_whatever_changes_in_any_table_the_pages_are_those_of_a_run_from_nothing(
    campaign: Callable[[], Judged], earlier: Earlier
):
    judged, rng = campaign(), random.Random(1)
    told = audience_tables(judged, "internal")
    assert made(judged, told, earlier)
    for _ in range(ROUNDS):
        for _ in range(AT_ONCE):
            told = otherwise(told, rng)
        fresh, kept = made(judged, told, None), made(judged, told, earlier)
        assert fresh.keys() == kept.keys()
        assert [path for path in fresh if fresh[path] != kept[path]] == []


@pytest.fixture
def titles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the pages that were made since it was last emptied."""
    paths: list[str] = []
    page = Renderer.page

    def noted(self: Renderer, path: str, *rest: Any, **values: Any) -> tuple[str, str]:
        paths.append(path)
        return page(self, path, *rest, **values)

    monkeypatch.setattr(Renderer, "page", noted)
    return paths


def changed(told: Tables, table: str, column: str, value: object) -> Tables:
    """The tables with another value in the first row of one."""
    frame = told[table].copy()
    frame.loc[0, column] = value
    return {**told, table: frame}


def test_of_another_text_in_one_report_only_its_own_page_and_its_ledgers_are_made(earlier: Earlier, titles: list[str]):
    judged = demo(60)
    told = audience_tables(judged, "internal")
    made(judged, told, earlier)
    assert len(titles) > 100
    titles.clear()
    made(judged, changed(told, "reports", "self_check", "说法不同了。"), earlier)
    unit = told["reports"]["unit"][0]
    # Ledgers say when what is promised was reported.
    assert sorted({*titles} - ALWAYS) == ["ledger.md", f"ledger/{unit.split('/')[0]}.md", f"units/{unit}.md"]
    titles.clear()
    made(judged, changed(told, "reports", "self_check", "说法不同了。"), earlier, "def")
    assert sorted({*titles} - ALWAYS) == ["index.md"]


def test_another_campaign_makes_all_pages_anew(earlier: Earlier, titles: list[str]):
    judged = demo(60)
    told = audience_tables(judged, "internal")
    made(judged, told, earlier)
    every = sorted(titles)
    titles.clear()
    made(replace(judged, as_of=judged.as_of + timedelta(1)), told, earlier)
    assert sorted(titles) == every


@pytest.mark.parametrize(
    "harm", [lambda _: b"", lambda text: text + b" ", lambda text: text.replace(b"<td>", b"<td>1")]
)
def test_a_page_that_is_not_the_one_that_was_staged_is_made_anew(harm: Callable[[bytes], bytes], earlier: Earlier):
    judged = demo(60)
    told = audience_tables(judged, "internal")
    first = made(judged, told, earlier)
    for page in earlier.staged.rglob("*.md"):
        page.write_bytes(harm(page.read_bytes()))
    (earlier.staged / "units/city-1.md").unlink()
    assert made(judged, told, earlier) == first


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace(b"[", b"{"),
        lambda text: text.replace(b"units", b"rates"),
        lambda _: b"{}",
    ],
)
def test_what_was_kept_and_is_damaged_is_not_believed(harm: Callable[[bytes], bytes], earlier: Earlier):
    judged = demo(60)
    told = audience_tables(judged, "internal")
    first = made(judged, told, earlier)
    assert earlier.folder
    for file in earlier.folder.iterdir():
        file.write_bytes(harm(file.read_bytes()))
    assert made(judged, told, earlier) == first
