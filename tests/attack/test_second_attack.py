"""The second attack finds the secrets of tiny published tables whose answer is known."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.second_attack.program import Figure, Part, Program
from support.second_attack.search import Range, known, narrow
from support.second_attack.seen import Seen, UnreadError, release, rules

GRADES = ["satisfied", "fairly", "dissatisfied", "unknown"]
CAMPAIGN = {
    "scales": {"four": {"grades": {
        "satisfied": {"positive": True}, "fairly": {"positive": True}, "dissatisfied": {}, "unknown": {"neutral": True},
    }}},
    "subjects": {
        "vote": {"counts": "ballots", "scale": "four", "items": {"one": {}, "two": {}}},
        "people": {"counts": "ratings", "scale": "four", "items": {"one": {}}},
    },
}  # fmt: skip
RULES = rules(CAMPAIGN)

Items = Mapping[str, list[int]]
Told = Mapping[str, Items | None]
"""The counts of each item of a unit; where they are fewer than the grades, the last one is of all others together."""


class Office:
    """Writes releases as the tool does: a folder of CSV files and a manifest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def publish(self, name: str, told: Told, *, units: int | None = None, sizes: Mapping[str, dict] | None = None,
                subject: str = "vote", below: int | None = None, roster: list[dict[str, str]] | None = None,
                **policy: object) -> Seen:  # fmt: skip
        """`units`: of how many votes the rates of the first place are; `sizes`: those of people graded."""
        home = self.folder / name
        home.mkdir()
        about = {"name": name, "policy": {"threshold": 10, "attribute": "merge", "small": 5} | policy}
        if below is not None:
            about["suppressed"] = {"below_threshold": below}
        (home / "manifest.json").write_text(json.dumps(about), "utf-8")
        sizes = sizes or {}
        self._write(home / "rollup_ballots.csv", [
            {"unit": unit, "subject": subject, **self._sizes(items, sizes.get(unit, {}))} for unit, items in told.items()
        ])  # fmt: skip
        counts = [row for unit, items in told.items() for row in self._counts(unit, subject, items)]
        self._write(home / "rollup_tallies.csv", counts)
        first = next(iter(told))
        rate = {"unit": first, "subject": subject, "item": "one", "units": units}
        self._write(home / "rates.csv", [rate] if units else [])
        above = {unit.rpartition("/")[0] for unit in told}
        return release(home, roster or (), [unit for unit in told if unit not in {*above, "."}])

    def _sizes(self, items: Items | None, more: Mapping[str, int]) -> dict[str, object]:
        if items is None:
            return {"status": "suppressed", "valid": ""}
        return {"status": "partial", "valid": sum(next(iter(items.values()))), **more}

    def _counts(self, unit: str, subject: str, items: Items | None):
        for item, counts in (items or {}).items():
            names = [*GRADES[: len(counts) - 1], "+".join(GRADES[len(counts) - 1 :])]
            for name, count in zip(names, counts, strict=True):
                yield {"unit": unit, "subject": subject, "item": item, "grade": name, "count": count, "share": ""}

    def _write(self, file: Path, rows: list[dict[str, object]]) -> None:
        columns = list(dict.fromkeys(column for row in rows for column in row)) or ["unit"]
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, columns)
            writer.writeheader()
            writer.writerows(rows)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def counts(program: Program, name: str, unit: str, item: str) -> list[int | Range]:
    """What is known of a unit's counts: a number where it is exact."""
    found = [known(program, Figure(name, unit, False, "vote", item, grade)) for grade in GRADES]
    return [one.low if one.low == one.high else one for one in found]


def same(counts: list[int]) -> dict[str, list[int]]:
    return {"one": counts, "two": counts}


def test_one_hidden_unit_is_what_the_others_leave(office):
    seen = office.publish("r", {"a": same([30, 10, 5, 5]), "a/x": None, "a/y": same([28, 9, 5, 5])})
    assert counts(Program([seen], RULES), "r", "a/x", "one") == [2, 1, 0, 0]


def test_two_corrections_of_another_item_give_a_hidden_unit_away(office):
    """Found out 1."""
    first = office.publish("r1", {"a": {"one": [40, 20, 15, 15], "two": [36, 19, 20, 15]}, "a/w": None, "a/x": None,
                                  "a/y": None, "a/z": {"one": [9, 8, 7, 7], "two": [9, 7, 5, 10]}})  # fmt: skip
    second = office.publish("r2", {"a": None, "a/w": {"one": [10, 7, 6, 5], "two": [13, 7, 6, 2]}, "a/x": None,
                                   "a/y": {"one": [13, 5, 5, 3], "two": [13, 5, 5, 3]},
                                   "a/z": {"one": [9, 8, 7, 7], "two": [9, 7, 5, 10]}})  # fmt: skip
    touched = {Part(unit, "vote", "one") for unit in ("a/w", "a/y")}
    assert counts(Program([first, second], RULES, [touched]), "r1", "a/x", "two") == [1, 0, 4, 0]


def test_an_item_added_does_not_switch_off_the_difference(office):
    """Found out 2: 129 ballots and then 132, while an item was added."""
    others = {"a/p": None, "a/q": None}
    first = office.publish("r1", {".": {"one": [100, 40, 20, 10]}, "a": {"one": [80, 30, 10, 9]}, **others,
                                  "b": {"one": [20, 10, 10, 1]}})  # fmt: skip
    second = office.publish("r2", {".": same([103, 40, 20, 10]), "a": same([83, 30, 10, 9]), **others, "a/late": None,
                                   "b": same([20, 10, 10, 1])})  # fmt: skip
    assert counts(Program([first, second], RULES), "r2", "a/late", "one") == [3, 0, 0, 0]


def test_units_that_get_other_ids_are_known_by_their_code(office):
    """Found out 3: a/w and a/y move to b, where they are told."""

    def units(**moved: str) -> list[dict[str, str]]:
        return [{"unit": unit, "code": code, "category": "c"} for code, unit in moved.items()]

    first = office.publish("r1", {"a": same([30, 20, 20, 19]), "a/w": None, "a/x": None, "a/y": None},
                           roster=units(w="a/w", x="a/x", y="a/y"))  # fmt: skip
    second = office.publish("r2", {"a": None, "a/x": None, "b": same([28, 20, 17, 19]), "b/w": same([14, 10, 8, 10]),
                                   "b/y": same([14, 10, 9, 9])}, roster=units(w="b/w", x="a/x", y="b/y"))  # fmt: skip
    assert counts(Program([first, second], RULES), "r1", "a/x", "one") == [2, 0, 3, 0]


def test_a_unit_that_takes_off_its_own_learns_that_the_others_were_unanimous(office):
    """Found out 4: a tells 14 satisfied and 18 others; y is (6, 6, 6, 6), so that x and z have nobody else."""
    seen = office.publish("r", {"a": {"one": [14, 18]}, "a/x": None, "a/y": None, "a/z": None})
    outside = Program([seen], RULES)
    assert counts(outside, "r", "a/x", "one")[1] == Range(0, 18)
    mine = {Figure("r", "a/y", True, "vote", "one", grade): 6 for grade in GRADES}
    inside = Program([seen], RULES, known=mine)
    assert counts(inside, "r", "a/x", "one")[1:] == counts(inside, "r", "a/z", "one")[1:] == [0, 0, 0]


def test_units_that_have_a_vote_have_at_least_one_ballot(office):
    """Found out 5: ten branches behind ten ballots."""
    branches = [f"a/{number}" for number in range(10)]
    told = {"a": {"one": [10, 0]}, **dict.fromkeys(branches)}
    with_units = Program([office.publish("r", told, units=10)], RULES)
    without = Program([office.publish("s", told)], RULES)
    size = [known(with_units, Figure("r", unit, False, "vote", "valid")) for unit in branches]
    assert size == [Range(1, 1)] * 10
    assert known(without, Figure("s", "a/0", False, "vote", "valid")) == Range(0, 10)


def test_the_number_of_nodes_below_the_threshold_narrows_a_pool(office):
    """Found out 6: three hidden units of 26 ballots, all of them below 10."""
    told = {"a": {"one": [20, 6]}, "a/x": None, "a/y": None, "a/z": None}
    program = Program([office.publish("r", told, below=3)], RULES)
    sizes = {Figure("r", f"a/{unit}", False, "vote", "valid"): 10 for unit in "xyz"}
    assert narrow(program, sizes) == dict.fromkeys(sizes, Range(8, 9))


def test_the_roster_bounds_how_many_persons_were_graded(office):
    """Found out 10: 30 persons, and 11, 9 and 10 members."""
    roster = [{"unit": f"a/{unit}", "members": members} for unit, members in zip("xyz", ("11", "9", "10"), strict=True)]
    sizes = {"a": {"valid": 60, "valid_ratings": 300, "persons_evaluated": 30}}
    told = {"a": {"one": [200, 100]}, "a/x": None, "a/y": None, "a/z": None}
    seen = office.publish("r", told, subject="people", sizes=sizes, roster=roster)
    program = Program([seen], RULES)
    persons = [known(program, Figure("r", f"a/{unit}", False, "people", "persons_evaluated")) for unit in "xyz"]
    assert persons == [Range(11, 11), Range(9, 9), Range(10, 10)]


def test_a_rate_that_stays_gives_a_count_away(office):
    seen = office.publish("r", {"a": {"one": [30, 10]}, "a/x": None, "a/y": {"one": [15, 5]}})
    seen.tables["rollup_tallies"].append(
        {"unit": "a/x", "subject": "vote", "item": "one", "grade": "dissatisfied", "count": "", "share": "15.0"}
    )
    assert counts(Program([seen], RULES), "r", "a/x", "one")[2] == 3


def test_a_figure_without_an_equation_is_refused(office):
    seen = office.publish("r", {"a": {"one": [30, 10]}})
    with pytest.raises(UnreadError, match="median"):
        Seen("r", {"rates": [{"unit": "a", "median_positive_rate": "50.0"}]})
    assert counts(Program([seen], RULES), "r", "a", "one")[0] == 30
