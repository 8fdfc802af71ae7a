"""What an earlier release told, in terms of the figures of now: each part by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from pingyi.attack.publication import Publication, persons
from pingyi.disclosure.margins import node_margins
from pingyi.disclosure.masking import masked
from pingyi.disclosure.past import Past
from pingyi.disclosure.pattern import Pattern
from pingyi.model import Campaign, Subject
from pingyi.protect.sums import Figures, figures
from pingyi.release.earlier import past
from pingyi.tables.dictionary import Tables
from support.protection import ITEMS, ONE_ITEM, bare_results, own_tables

KEY, TWO = ("org", "one"), ("org", "two")
EQUAL = [9, 8, 7, 6, 5]


def tables_of(own: dict[str, list[int]], codes: dict[str, str] | None = None, campaign: Campaign = ONE_ITEM) -> Tables:
    items = len(campaign.subjects[0].items)
    tables = own_tables({unit: {"org": [counts] * items} for unit, counts in own.items()}, campaign=campaign)
    code = tables["units"]["unit"].map(codes or {}).astype("string")
    return tables | {"units": tables["units"].assign(code=code)}


def released(tables: Tables, hidden: str = "", told: dict[str, int] | None = None) -> Publication:
    """A first release, which hides some units and tells less of some."""
    found = figures(tables, ONE_ITEM)
    flags = np.isin(found.tree.units, hidden.split()) & found.tree.published
    detail = {
        KEY: np.array(
            [0 if flag else (told or {}).get(unit, 4) for unit, flag in zip(found.tree.units, flags, strict=True)]
        )
    }
    margins = node_margins(found, Pattern(flags, flags, detail))
    return Publication("r", masked("r", bare_results(found), found, margins, []), found, tables["units"])


def by_unit(found: Figures, values: np.ndarray) -> dict[str, object]:
    """By unit; `unit+` for own figures beside a total."""
    names = [unit if node < len(found.tree.total) else f"{unit}+" for node, unit in enumerate(found.tree.units)]
    return dict(zip(names, values.tolist(), strict=True))


def since(before: Publication, tables: Tables, campaign: Campaign = ONE_ITEM) -> tuple[Figures, Past]:
    now = figures(tables, campaign)
    return now, past(now, persons(tables["units"]), before)


def test_what_has_changed_and_what_is_the_same():
    before = released(tables_of({"a/x": [3, 0, 0, 0, 0], "a": EQUAL, "b": EQUAL}), "a/x")
    now, found = since(before, tables_of({"a/x": [2, 0, 0, 0, 0], "a": EQUAL, "b": EQUAL[::-1], "c": EQUAL}))
    assert by_unit(now, found.sizes["org"][:, 0]) == {".": 0, "a": 0, "b": 0, "c": 35, "a/x": -1, "a+": 0}
    assert by_unit(now, found.counts[KEY])["b"] == [-4, -2, 0, 2, 4]
    assert by_unit(now, found.counts[KEY])["c"] == EQUAL
    assert by_unit(now, found.same) == {".": False, "a": False, "b": True, "c": False, "a/x": False, "a+": True}
    assert by_unit(now, found.same_item[KEY]) == {
        ".": False, "a": False, "b": False, "c": False, "a/x": False, "a+": True
    }  # fmt: skip
    assert found.categories == frozenset()


def test_what_was_told_and_what_was_hidden():
    """The own figures of d are all that its total has beside d/x; those of a hide behind a/x."""
    own = {"a/x": [3, 0, 0, 0, 0], "a": EQUAL, "b": EQUAL, "d/x": EQUAL, "d": EQUAL}
    tables = tables_of(own)
    now, found = since(released(tables, "a/x", {"b": 1}), tables_of(own | {"c": EQUAL}))
    assert by_unit(now, found.told) == {
        ".": True, "a": True, "b": True, "c": False, "d": True, "a/x": False, "d/x": True, "a+": False, "d+": True
    }  # fmt: skip
    assert {unit for unit, flag in by_unit(now, found.hidden).items() if flag} == {"a/x"}
    assert by_unit(now, found.detail[KEY]) == {
        ".": 4, "a": 4, "b": 1, "c": -1, "d": 4, "a/x": -1, "d/x": 4, "a+": -1, "d+": -1
    }  # fmt: skip


def test_a_unit_that_has_moved_is_known_by_its_code():
    before = released(tables_of({"a/x": [3, 0, 0, 0, 0], "a/y": EQUAL, "b/z": EQUAL}, {"a/x": "1", "a/y": "2"}), "a/x")
    now, found = since(
        before, tables_of({"b/x": [3, 0, 0, 0, 0], "b/y": EQUAL, "b/z": EQUAL}, {"b/x": "1", "b/y": "2"})
    )
    assert {unit for unit, flag in by_unit(now, found.hidden).items() if flag} == {"b/x"}
    assert by_unit(now, found.detail[KEY])["b/y"] == 4
    assert by_unit(now, found.told)["b/y"] is False, "of its new place nothing was told"
    assert by_unit(now, found.sizes["org"][:, 0])["b/x"] == 3


def test_an_item_that_was_not_asked_is_new():
    two = replace(ONE_ITEM, subjects=(Subject("org", "组织", "ballots", ITEMS),))
    now, found = since(
        released(tables_of({"a": EQUAL, "b": EQUAL})), tables_of({"a": EQUAL, "b": EQUAL}, campaign=two), two
    )
    assert by_unit(now, found.detail[TWO]) == {".": -1, "a": -1, "b": -1}
    assert by_unit(now, found.counts[TWO])["a"] == EQUAL
    assert by_unit(now, found.counts[KEY])["a"] == [0] * 5
    assert found.same.all()
    assert not found.same_item[TWO].any()


def test_grades_are_compared_by_name():
    """Nobody had abstained, and no table had a column for it."""
    tables = tables_of({"a": [9, 8, 7, 6, 0], "b": [*EQUAL[:4], 0]})
    tables["tallies"] = tables["tallies"][tables["tallies"]["grade"] != "blank"]
    before = figures(tables, ONE_ITEM)
    assert len(before.grades[KEY]) == 4
    flags = np.zeros(3, dtype=np.bool_)
    margins = node_margins(before, Pattern(flags, flags, {KEY: np.array([3, 3, 1])}))
    first = Publication("r", masked("r", bare_results(before), before, margins, []), before, tables["units"])
    now, found = since(first, tables_of({"a": EQUAL, "b": EQUAL}))
    assert by_unit(now, found.counts[KEY]) == {".": [0] * 5, "a": [0, 0, 0, 0, 5], "b": [0, 0, 0, 0, 5]}
    assert by_unit(now, found.detail[KEY]) == {".": 3, "a": 3, "b": 1}


def test_categories_that_were_told():
    tables = tables_of({"a": EQUAL})
    before = released(tables)
    rows = pd.DataFrame({"category": ["x", "y"], "told_in": ["r", "q"]})
    told = Publication("r", {**before.tables, "category_tallies": rows}, before.figures, before.roster)
    assert since(told, tables)[1].categories == {"x"}
