"""The attack finds out what weaker ways of hiding give away: siblings, percentages, the difference of two releases."""

from __future__ import annotations

import numpy as np
import pytest

from pingyi.attack import attack
from pingyi.attack.facts import UnknownFigureError
from pingyi.disclosure.pattern import Pattern
from pingyi.protect.policy import Policy
from pingyi.protect.sums import figures
from pingyi.tables.dictionary import Tables
from support.protection import (
    MARKS,
    ONE_ITEM,
    OTHERS,
    attacked,
    campaign_tables,
    protected,
    publication,
    trial,
)


def hiding(tables: Tables, units: set[str]) -> Tables:
    """Suppression as others do it: these units' counts are gone, everything else stays."""
    tree = figures(tables, ONE_ITEM).tree
    flags = np.array([unit in units for unit in tree.units])
    full = {("org", "one"): np.full(len(flags), len(MARKS) - 1)}
    published, _ = protected(tables, Policy(), Pattern(flags, flags, full), ONE_ITEM)
    return published


def found_out(published: Tables, tables: Tables) -> set[str]:
    """The units of which no second world is found at all."""
    audit = attacked(published, tables, campaign=ONE_ITEM)
    return {found.cell.unit for found in audit.unproven if found.cell.value and not found.apart}


def test_hiding_only_who_is_small_is_undone_by_subtraction():
    assert "p/a" in found_out(hiding(trial(), {"p/a"}), trial())


def test_percentages_that_stay_give_a_hidden_unit_away():
    tables = trial()
    published = hiding(tables, {"p/a", "p/b"})
    kept = tables["rollup_tallies"]
    kept = kept.assign(count=kept["count"].mask(kept["unit"].isin(["p/a", "p/b"])))
    assert "p/a" in found_out(published | {"rollup_tallies": kept}, tables)


def test_hiding_the_next_smallest_sibling_too_leaves_bounds_that_are_too_narrow():
    tables = trial()
    audit = attacked(hiding(tables, {"p/a", "p/b"}), tables, campaign=ONE_ITEM)
    assert "p/a" in {found.cell.unit for found in audit.unproven}


def test_the_difference_of_two_releases_is_found_out():
    """Each is safe alone: a unit of 3 ballots reports after the first, and hides with the others in the second."""
    before = {"p/a": [12, 0, 8, 0, 0], "p/b": [15, 0, 10, 0, 0]} | OTHERS
    first = campaign_tables({unit: {"org": [counts]} for unit, counts in before.items()}, campaign=ONE_ITEM)
    after = before | {"p/c": [1, 0, 2, 0, 0]}
    second = campaign_tables({unit: {"org": [counts]} for unit, counts in after.items()}, campaign=ONE_ITEM)
    releases = [
        publication(name, protected(tables, Policy(), campaign=ONE_ITEM, name=name)[0], tables, ONE_ITEM)
        for name, tables in (("first", first), ("second", second))
    ]
    assert attack(releases[:1], Policy()).unproven == attack(releases[1:], Policy()).unproven == ()
    found = {(each.cell.unit, each.cell.value, each.apart) for each in attack(releases, Policy()).unproven}
    assert ("p/c", 3, 0) in found


def test_a_figure_that_the_attack_has_no_equation_for_is_refused():
    tables = trial()
    published, _ = protected(tables, Policy(), campaign=ONE_ITEM)
    median = published["rates"].assign(median_positive_rate=50.0)
    with pytest.raises(UnknownFigureError, match="median_positive_rate"):
        attacked(published | {"rates": median}, tables, campaign=ONE_ITEM)
