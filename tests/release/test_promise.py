"""What was once found out over releases, from inside and from words beside the figures: with the numbers it was found with.

The second attack is the judge: it shares no code with the tool and reads the files of a release.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest

from pingyi.attack.publication import Publication
from pingyi.model import Campaign, Subject
from pingyi.protect.cells import SUPPRESSED
from pingyi.release.making import Made, Released, make
from pingyi.tables.dictionary import Tables, frame
from support.protection import ITEMS, campaign_tables
from support.second_attack.program import Figure, Part
from support.second_attack.seen import Seen
from support.two_attacks import Inside, found_out, laid_out, subjects_of, truth

Own = Mapping[str, list[list[int]]]
"""Of each unit the counts of each item, from the best grade on."""

ELSEWHERE: Own = {f"e/{unit}": [[20, 10, 8, 6]] * 2 for unit in "pqr"}


def campaign(items: int = 2, **disclosure: object) -> Campaign:
    subject = Subject("org", "组织", "ballots", ITEMS[:items])
    data = {"disclosure": disclosure} if disclosure else {}
    return Campaign(data, "", None, None, {}, "", "declared", "public", (subject,))


class Series:
    """Releases one after the other, as they are made and as the public reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[Made] = []
        self.told: list[Publication] = []
        self.seen: list[Seen] = []
        self.own: dict[Figure, int] = {}
        self.campaign = campaign()

    def release(self, own: Own, about: Campaign | None = None, **columns: Mapping[str, str]) -> Tables:
        """The next release, made of these reports. `columns`: cells of the roster by unit, where they are others than usual."""
        name, self.campaign = f"r{len(self.told)}", about or self.campaign
        votes = {unit: {"org": [[*counts, 0] for counts in items]} for unit, items in own.items()}
        tables = campaign_tables(votes, campaign=self.campaign)
        units = tables["units"].copy()
        for column, cells in columns.items():
            units[column] = units["unit"].map(cells).fillna(units[column]).astype(units[column].dtype)
        tables["units"] = units
        about_it = Released(name, "0" * 40, date(2012, 2, 17), self.campaign, tables, "")
        made = make(about_it, self.told, self.folder / name)
        files = {
            file.removesuffix(".json"): json.loads(made.files[file]) for file in made.files if file.endswith("s.json")
        }
        told = {table: frame(table, rows) for table, rows in files.items()}
        self.made.append(made)
        self.told.append(Publication(name, told, about_it.figures, units))
        self.seen.append(laid_out(self.folder, told, tables, about_it.policy, name))
        self.own |= truth(tables, name)
        return told

    def found_out(self, touched: Iterable[Part] = (), insiders: Iterable[tuple[str, ...]] = ()) -> Inside:
        """What the public finds out, who knows too what was corrected after the first release, and what each insider does."""
        known = [set(touched), *[set[Part]()] * (len(self.seen) - 2)] if touched else ()
        return found_out(self.seen, subjects_of(self.campaign), self.own, touched=known, insiders=insiders)


@pytest.fixture
def series(tmp_path: Path) -> Series:
    return Series(tmp_path)


def status(tables: Tables) -> dict[str, str]:
    return dict(tables["rollup_ballots"][["unit", "status"]].itertuples(index=False))


def told_in(tables: Tables) -> dict[str, str]:
    return dict(tables["rollup_ballots"][["unit", "told_in"]].dropna().itertuples(index=False))


def test_two_corrections_of_another_item_tell_nothing(series: Series):
    """1: w and y each move a mark of item one. Item two, and x, z with it, are the same figures as before."""
    second = {"a/w": [13, 5, 5, 5], "a/x": [1, 0, 4, 0], "a/y": [9, 7, 5, 5], "a/z": [13, 7, 6, 5]}
    first = {"a/w": [10, 8, 5, 5], "a/x": [2, 1, 1, 1], "a/y": [8, 8, 5, 5], "a/z": [9, 8, 7, 7]}
    before = series.release({unit: [first[unit], second[unit]] for unit in first} | ELSEWHERE)
    assert status(before)["a/x"] == SUPPRESSED
    first |= {"a/w": [11, 7, 5, 5], "a/y": [9, 7, 5, 5]}
    series.release({unit: [first[unit], second[unit]] for unit in first} | ELSEWHERE)
    assert series.found_out(touched={Part(unit, "org", "one") for unit in ("a/w", "a/y")}) == {}


def test_an_item_that_is_added_does_not_switch_differencing_off(series: Series):
    """2: 129 ballots and then 132, 170 of all and then 173."""
    own = {"a/p": [[50, 20, 5, 4]], "a/q": [[30, 10, 5, 5]], "b": [[20, 10, 10, 1]]}
    series.release(own, campaign(items=1))
    late = {unit: items * 2 for unit, items in own.items()} | {"a/late": [[3, 0, 0, 0]] * 2}
    series.release(late, campaign(items=2))
    assert series.found_out() == {}


def test_who_moves_is_known_by_the_code(series: Series):
    """3: w and y become units of b. What hid with x hides on."""
    own = {"x": [[2, 0, 3, 0]] * 2, "w": [[14, 10, 8, 10]] * 2, "y": [[14, 10, 9, 9]] * 2}
    here = {f"a/{unit}": items for unit, items in own.items()}
    there = {f"{'a' if unit == 'x' else 'b'}/{unit}": items for unit, items in own.items()}
    series.release(here | ELSEWHERE, code={unit: unit[2:] for unit in here})
    series.release(there | ELSEWHERE, code={unit: unit[2:] for unit in there})
    assert series.found_out() == {}


def test_who_takes_off_his_own_does_not_learn_that_the_others_were_unanimous(series: Series):
    """4: a would tell 14 satisfied of 32, and y has (6, 6, 6, 6)."""
    own = {"a/x": [[3, 0, 0, 0]] * 2, "a/y": [[6, 6, 6, 6]] * 2, "a/z": [[5, 0, 0, 0]] * 2}
    series.release(own | ELSEWHERE)
    assert series.found_out(insiders=[(unit,) for unit in own]) == {}


def test_ten_votes_of_one_ballot_are_not_ten_ballots(series: Series):
    """5: everybody knows that each has one at least."""
    own = {f"a/{number}": [[1, 0, 0, 0]] * 2 for number in range(10)}
    told = series.release(own | ELSEWHERE)
    assert status(told)["a"] == SUPPRESSED
    assert series.found_out() == {}


def test_the_manifest_counts_nobody(series: Series):
    """6: how many lie below the threshold narrows a pool of 26 to 9, 9 and 8."""
    series.release({"a/x": [[9, 0, 0, 0]] * 2, "a/y": [[5, 4, 0, 0]] * 2, "a/z": [[8, 0, 0, 0]] * 2} | ELSEWHERE)
    manifest = json.loads(series.made[0].files["manifest.json"])
    assert manifest.keys() == {
        "name", "campaign", "commit", "as_of", "tool", "policy", "before", "counted", "files"
    }  # fmt: skip


@pytest.mark.parametrize("attribute", ["merge", "allow"])
def test_a_unanimous_unit_is_told_where_that_is_allowed(series: Series, attribute: str):
    """8: ten of ten."""
    told = series.release({"a/u": [[10, 0, 0, 0]] * 2} | ELSEWHERE, campaign(attribute=attribute))
    rows = told["rollup_tallies"]
    counts = set(rows["count"][(rows["unit"] == "a/u") & (rows["grade"] == "good")].dropna())
    assert counts == ({10} if attribute == "allow" else set())


LATE = {"a/late": [[3, 0, 0, 0]] * 2}
MORE = {f"{place}/new-{unit}": [[12, 9, 8, 7]] * 2 for place in "ae" for unit in "abc"}
HERE: Own = {f"a/{unit}": [[20, 10, 8, 6]] * 2 for unit in "pqr"} | ELSEWHERE


def test_too_little_that_is_new_waits_until_there_is_more(series: Series):
    """Nobody is refused: a and the whole stay as they were told, and are told again when others have come."""
    first = series.release(HERE)
    second = series.release(HERE | LATE)
    assert {unit: told for unit, told in told_in(second).items() if told == "r0"} == {".": "r0", "a": "r0"}
    before = first["rollup_ballots"].set_index("unit")["valid"]
    after = second["rollup_ballots"].set_index("unit")["valid"]
    assert after["a"] == before["a"]
    assert status(second)["a/late"] == SUPPRESSED
    assert series.made[1].held["unit"] >= {".", "a"}
    third = series.release(HERE | LATE | MORE)
    assert told_in(third)["."] == told_in(third)["a"] == "r2"
    assert series.found_out() == {}


def test_rows_of_a_place_are_of_one_release(series: Series):
    """Rates are worked out from the counts beside them."""
    series.release(HERE)
    told = series.release(HERE | LATE)
    of = {name: dict(zip(zip(told[name]["unit"], told[name]["item"], strict=True), told[name]["told_in"], strict=True))
          for name in ("rollup_tallies", "rates")}  # fmt: skip
    assert of["rates"] == {place: told for place, told in of["rollup_tallies"].items() if place in of["rates"]}


def test_a_hidden_unit_stays_hidden_when_it_is_corrected(series: Series):
    own = {"a/x": [[2, 1, 1, 1]] * 2, "a/y": [[20, 5, 5, 5]] * 2, "a/z": [[9, 8, 7, 7]] * 2} | ELSEWHERE
    first = series.release(own)
    hidden = {unit for unit, found in status(first).items() if found == SUPPRESSED}
    assert {"a/x"} < hidden
    assert (series.made[0].hidden, series.made[0].primary) == (len(hidden), 1)
    second = series.release({unit: [items[0][::-1], items[1]] for unit, items in own.items()})
    assert hidden <= {unit for unit, found in status(second).items() if found == SUPPRESSED}


def test_below_the_depth_nothing_is_told(series: Series):
    kinds = {unit: "branch" for unit in HERE if unit.startswith("a/")}
    told = series.release(HERE, campaign(depth="reporting"), kind=kinds)
    assert set(told["rollup_tallies"]["unit"]) == {".", "e", "e/p", "e/q", "e/r"}
    deep = Series(series.folder / "deep")
    (series.folder / "deep").mkdir()
    assert "a/p" in set(deep.release(HERE, campaign(depth="branch"), kind=kinds)["rollup_tallies"]["unit"])
