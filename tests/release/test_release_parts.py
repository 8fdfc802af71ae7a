"""The parts that a release is made and verified with, each by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from pingyi.attack import Audit, Coalitions, Unproven
from pingyi.attack.protected import ProtectedCell
from pingyi.disclosure.pattern import Forced
from pingyi.load.releases import MANIFEST, Release
from pingyi.model import ROOT
from pingyi.protect.sums import figures
from pingyi.release import choosing
from pingyi.release.choosing import _parts, chosen
from pingyi.release.counted import CountedList, CountedReceipt, read_counted
from pingyi.release.frozen import _lowest
from pingyi.release.held import held_sentences
from pingyi.release.keeping import keep, sweep
from pingyi.release.making import Made
from pingyi.release.manifest import differences, released_tables, with_manifest
from pingyi.release.together import coalition_sentences
from pingyi.release.verifying import _chain, _levels, _unlike
from pingyi.release.words import ReleaseError, listed, said
from support.protection import CAMPAIGN, own_tables

OWN = {unit: {"org": [[20, 0, 0, 0, 0]] * 2, "members": [[20, 0, 0, 0, 0]]} for unit in ("a", "b", "c", "d")}
FIGURES = figures(own_tables(OWN), CAMPAIGN)
NODES = FIGURES.tree.total
ONE, TWO, MEMBERS = ("org", "one"), ("org", "two"), ("members", "one")


class Attacks:
    """An attack that finds some nodes' sizes, some items of nodes and some categories wherever they are told; at another node, `at`."""

    def __init__(self, nodes: str = "", items: Iterable[tuple] = (), categories: str = "", at: str = "") -> None:
        self.nodes, self.items, self.categories, self.at = nodes, list(items), categories, at
        self.tried: list[Forced] = []

    def __call__(self, forced: Forced) -> Audit:
        self.tried.append(forced)
        found = [(self.at or unit, ("members", "valid")) for unit in self.nodes if NODES[unit] not in forced.nodes]
        found += [
            (self.at or unit, (*key, "good")) for key, unit in self.items
            if NODES[unit] not in forced.nodes and forced.details.get((key, NODES[unit])) != 0
        ]  # fmt: skip
        of = {category: unit for unit, category in CATEGORIES.items()}
        found += [(of[category], COUNT) for category in self.categories if category not in forced.categories]
        return audit(found)

    def nodes_told(self) -> list[str]:
        """Of each attempt, the whole as a point."""
        return ["".join(unit for unit in NODES if NODES[unit] not in forced.nodes) for forced in self.tried]


CATEGORIES = {"a": "x", "b": "y", "c": "z"}
SIZE, COUNT, OTHER = ("org", "valid"), ("org", "one", "good"), ("org", "two", "good")


def audit(found: Iterable[tuple[str, tuple[str, ...]]]) -> Audit:
    cells = tuple(Unproven(ProtectedCell("r", unit, column, False, 3, 5), 0) for unit, column in found)
    return Audit(1, cells, ())


def told(forced: Forced, key: tuple[str, str]) -> str:
    """The nodes of which an item is told, the whole as a point."""
    return "".join(
        unit for unit in NODES if NODES[unit] not in forced.nodes and (key, NODES[unit]) not in forced.details
    )


def test_everything_is_told_where_nothing_is_found():
    attack = Attacks()
    assert chosen(FIGURES, CATEGORIES, attack) == Forced()
    assert attack.tried == [Forced()]


def test_categories_that_are_found_are_held_back_alone():
    attack = Attacks(categories="y")
    assert chosen(FIGURES, CATEGORIES, attack) == Forced(categories=frozenset("y"))
    # Told: all; none; then all but y. That y gives something away beside them is known from the first.
    assert [sorted(forced.categories) for forced in attack.tried] == [[], ["x", "y", "z"], ["y"]]


def test_nodes_that_are_found_are_held_back_alone():
    attack = Attacks(nodes="c")
    found = chosen(FIGURES, CATEGORIES, attack)
    assert found.nodes == {NODES["c"]}
    assert {unit for key in FIGURES.counts for unit in told(found, key)} == set(".abd")
    assert found.categories == frozenset()
    assert attack.nodes_told() == [".abcd", ".abcd", ".abd", ".abcd", ".abd", ".abd"]


def test_what_is_found_elsewhere_is_looked_for_in_halves():
    attack = Attacks(nodes="c", at="d")
    assert chosen(FIGURES, CATEGORIES, attack).nodes == {NODES["c"]}
    # What is known already is not tried again: that b and c are too much beside the others, and then c.
    assert attack.nodes_told()[2:6] == [".abc", ".a", ".ab", ".abd"]


def test_the_whole_campaign_is_looked_at_by_itself_before_halves_of_halves():
    attack = Attacks(nodes=".", at="d")
    assert chosen(FIGURES, CATEGORIES, attack).nodes == {NODES[ROOT]}
    assert attack.nodes_told()[2:8] == [".abc", ".a", ".", "a", "abc", "abcd"]


@pytest.mark.parametrize(
    ("some", "found", "left", "parts"),
    [
        (".abcdefg", "b", 0, ["b", ".acdefg"]),
        (".abcdefg", "b", 3, ["fgb", ".acde"]),
        (".abcdefg", "b", 9, ["efgb", ".acd"]),
        (".abcdefg", "abcdef", 3, ["abcdef", ".g"]),
        (".abcdefg", "h", 3, ["defg", ".abc"]),
        (".abcdefg", "h", 8, ["abcdefg", "."]),
        ("abcde", "h", 8, ["de", "abc"]),
        ("abc", "abc", 0, ["c", "ab"]),
        ("ab", "a", 9, ["a", "b"]),
        (".", "h", 9, []),
    ],
)
def test_where_more_is_found_as_many_more_are_left_out(some: str, found: str, left: int, parts: list[str]):
    assert _parts([*some], {*found}, left) == [[*part] for part in parts]


def test_items_that_are_found_are_held_back_where_they_are():
    """In five attempts c and d are not looked at for members."""
    found = chosen(FIGURES, CATEGORIES, Attacks(items=[(ONE, "b"), (MEMBERS, ".")]))
    assert found.nodes == frozenset()
    assert (told(found, ONE), told(found, TWO), told(found, MEMBERS)) == (".acd", ".abcd", "ab")
    assert set(found.details.values()) == {0}


def test_as_many_attempts_as_there_are_and_no_more(monkeypatch: pytest.MonkeyPatch):
    """What was not looked at is held back."""
    monkeypatch.setattr(choosing, "SIZE_ATTEMPTS", 2)
    found = chosen(FIGURES, CATEGORIES, Attacks(nodes="d", at="c"))
    assert found.nodes == {NODES["b"], NODES["c"], NODES["d"]}
    monkeypatch.setattr(choosing, "ITEM_ATTEMPTS", 2)
    found = chosen(FIGURES, CATEGORIES, Attacks(items=[(ONE, "d")], at="c"))
    assert (told(found, ONE), told(found, TWO)) == (".a", ".abcd")


class Refusing:
    """An attack that finds something else each time, as listed, at a; nothing after that."""

    def __init__(self, *found: list[tuple[str, ...]]) -> None:
        self.found = list(found)

    def __call__(self, _: Forced) -> Audit:
        return audit([("a", column) for column in self.found.pop(0)] if self.found else [])


def test_what_does_not_hold_by_itself_is_not_told():
    """Item one is found at all, without categories, and in five attempts; then something else, once more and without that."""
    before = [[COUNT]] * 7
    found = chosen(FIGURES, CATEGORIES, Refusing(*before))
    assert (told(found, ONE), told(found, TWO), told(found, MEMBERS)) == ("", ".abcd", ".abcd")
    found = chosen(FIGURES, CATEGORIES, Refusing(*before, [OTHER]))
    assert (told(found, ONE), told(found, TWO), told(found, MEMBERS)) == ("", "", ".abcd")
    found = chosen(FIGURES, CATEGORIES, Refusing(*before, [SIZE]))
    assert (told(found, ONE), told(found, TWO), told(found, MEMBERS)) == ("", "", "")
    assert found.nodes == frozenset()
    for more in ([[SIZE], [SIZE]], [[OTHER], [OTHER]]):
        assert chosen(FIGURES, CATEGORIES, Refusing(*before, *more)).nodes == set(NODES.values())


def test_sizes_that_are_found_are_every_items():
    found = chosen(FIGURES, CATEGORIES, Refusing([COUNT], [COUNT], *[[SIZE]] * 5))
    assert (told(found, ONE), told(found, TWO), told(found, MEMBERS)) == ("", "", "")


HASH = "0123456789abcdef" * 4
PATH, DEEP = "data/units/a.yml", "data/units/a/b-2.yml"
DAY = date(2025, 11, 3)


@pytest.mark.parametrize(
    ("accepted", "line"),
    [
        (None, f"report,{PATH},{HASH},2025-11-03\n"),
        ((), f"report,{PATH},{HASH},2025-11-03,\n"),
        (("office", "county"), f"report,{PATH},{HASH},2025-11-03,office county\n"),
    ],
)
def test_a_list_is_read_as_it_was_written(accepted: tuple[str, ...] | None, line: str):
    reports = {PATH: CountedReceipt(HASH, DAY, accepted), DEEP: CountedReceipt(HASH[::-1], DAY, accepted)}
    counted = CountedList(HASH, HASH, HASH, reports, approves=accepted is not None)
    assert line in counted.written().decode()
    assert read_counted(counted.written()) == counted
    assert counted.digest == sha256(counted.written()).hexdigest()
    end = "," if accepted is not None else ""
    assert counted.written().decode().splitlines()[1] == f"random,,{HASH},{end}"


def test_a_list_that_was_not_written_so_is_refused():
    written = CountedList(HASH, HASH, HASH, {PATH: CountedReceipt(HASH, DAY)}).written()
    twice = written + written.splitlines(keepends=True)[-1]
    odd = written.replace(b"a.yml", b"A.yml")
    for content in (b"", written[:-1], twice, odd, written.replace(b"2025-11-03", b"2025-13-03"), b"\xff"):
        with pytest.raises(ValueError, match=r"."):
            read_counted(content)


def test_of_many_names_the_first_few_are_said():
    assert listed("abcdefgh") == "a、b、c、d、e、f、g、h"
    assert listed("abcdefghi") == said("more", some="a、b、c、d、e、f、g、h", count=9)


def test_what_is_held_back_is_said_by_name():
    held = {"unit": {ROOT, "a", "gone"}, "category": set[str]()}
    assert list(held_sentences(held, CAMPAIGN, {"a": "甲"})) == [said("held-units", names=f"{said('whole')}、甲、gone")]
    assert list(held_sentences({"unit": set(), "category": {"x"}}, CAMPAIGN, {})) == [
        said("held-categories", names="x")
    ]


def test_who_finds_out_whom_together_is_said_by_name():
    column = ("org", "one", "good")
    pairs = [(f"a/{number:02}", f"b/{number:02}") for number in range(10)]
    found = [
        Unproven(ProtectedCell("r", unit, column, own, 3, 5), 0, pair)
        for pair in reversed(pairs)
        for unit, own in (("c", False), ("c", True), ("d", False))
    ]
    names = {"a/00": "甲", "b/00": "乙", "c": "丙"}
    said_of_them = list(coalition_sentences(Coalitions((*pairs, ("e", "f")), tuple(found)), names))
    assert said_of_them == [
        said("pairs-found", pairs=11, count=10),
        said("pair", one="甲", other="乙", units="丙、d"),
        *(said("pair", one=f"a/{n:02}", other=f"b/{n:02}", units="丙、d") for n in range(1, 8)),
        said("more-pairs", count=2),
    ]
    assert len(list(coalition_sentences(Coalitions(tuple(pairs), tuple(found[:24])), names))) == 9
    assert list(coalition_sentences(Coalitions((("e", "f"),), ()), names)) == [said("pairs-safe", pairs=1)]
    assert list(coalition_sentences(Coalitions((), ()), names)) == []


def test_who_accepted_is_said_level_by_level():
    assert _levels(("city", "office")) == "city、office"
    assert _levels(()) == _levels(None) == said("accepted-none")


def test_of_what_is_wrong_with_a_unit_and_all_above_it_the_unit_is_named():
    wrong = [("unit", ROOT), ("unit", "a"), ("unit", "a/b"), ("unit", "c"), ("category", "x")]
    assert _lowest(wrong) == ["a/b", "c"]
    assert _lowest([("category", "x")]) == ["x"]


def test_a_release_is_put_where_it_belongs_and_nothing_else_stays(tmp_path: Path):
    keep(tmp_path, "first", {"a.csv": b"1"}, b"list")
    home = tmp_path / "data/releases"
    there = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    assert there == {".gitattributes", "first/a.csv", "first.counted.csv"}
    assert (home / "first.counted.csv").read_bytes() == b"list"


@pytest.mark.parametrize("finished", [True, False])
def test_the_list_of_a_release_that_was_broken_off_is_taken_away(tmp_path: Path, finished: bool):
    home = tmp_path / "data/releases"
    (home / ".unfinished/first").mkdir(parents=True)
    (home / ".unfinished/second.counted.csv").write_bytes(b"")
    for name in ("first", "second"):
        (home / f"{name}.counted.csv").write_bytes(b"list")
    if finished:
        (home / "first").mkdir()
    sweep(tmp_path)
    assert (home / "first.counted.csv").exists() is finished
    assert (home / "second.counted.csv").exists()
    assert not (home / ".unfinished").exists()
    sweep(tmp_path)


def release(name: str, before: Release | None = None, fault: str = "", **manifest: object) -> Release:
    about = {"before": before.link if before else None, "files": {}, **manifest}
    return Release(name, {} if fault else about, fault, {MANIFEST: name.encode()}, None)


def chain_of(last: Release, *releases: Release) -> list[str]:
    return [found.name for found in _chain(last, {each.name: each for each in releases})]


def test_the_chain_of_a_release_is_those_before_it_oldest_first():
    first = release("first")
    second = release("second", first)
    third = release("third", second)
    every = (first, second, third)
    assert [chain_of(each, *every) for each in every] == [[], ["first"], ["first", "second"]]
    assert chain_of(second, *every, release("broken", fault="not-json")) == ["first"]


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(ReleaseError) as error:
        act()
    return str(error.value)


def test_what_is_no_chain_is_refused():
    first = release("first")
    second, other = release("second", first), release("other", first)
    branched = said("branched", name="second", other="other")
    assert refusal(lambda: chain_of(second, first, second, other)) == branched
    third = release("third", second)
    assert refusal(lambda: chain_of(third, first, second, third, other)) == branched
    assert refusal(lambda: chain_of(second, second)) == said("earlier-absent", name="second", absent="first")
    replaced = said("earlier-replaced", name="second", before="first")
    edited = Release("first", first.manifest, "", {MANIFEST: b"edited"}, None)
    assert refusal(lambda: chain_of(second, edited, second)) == replaced
    unreadable = Release("first", {}, "not-json", first.files, None)
    assert refusal(lambda: chain_of(second, unreadable, second)) == replaced


GIVEN = {"name": "first", "as_of": "2025-11-03", "tool": "pingyi 1", "files": {}}


def unlike(published: Mapping[str, bytes], **made: bytes) -> list[str]:
    files = {"rates.csv": b"1", MANIFEST: json.dumps(GIVEN).encode()}
    there = Release("first", json.loads(published[MANIFEST]), "", dict(published), None)
    return list(_unlike(there, Made({**files, **made}, Audit(0, (), ()), 0, 0, {}, lambda: Coalitions((), ()))))


def test_what_a_release_has_and_its_list_does_not_give_is_named():
    same = {"rates.csv": b"1", MANIFEST: json.dumps(GIVEN).encode()}
    assert unlike(same) == []
    at = "first/manifest.json"
    not_given = said("not-given")
    assert unlike({**same, "rates.csv": b"2"}) == [said("file", path="first/rates.csv", wrong=not_given)]
    assert unlike({**same, "more.csv": b"2"}) == [said("file", path="first/more.csv", wrong=not_given)]
    assert unlike(same, other=b"") == [said("file", path="first/other", wrong=not_given)]
    other = {**same, MANIFEST: json.dumps({**GIVEN, "as_of": "2025-11-04", "more": 1}).encode()}
    assert unlike(other) == [said("file", path=at, wrong=said("fields-differ", fields="as_of、more"))]
    newer = {**same, MANIFEST: json.dumps({**GIVEN, "tool": "pingyi 2", "files": {"x": "y"}}).encode()}
    assert unlike(newer) == [], "another version may write other files, which are compared one by one"
    spelled = {**same, MANIFEST: json.dumps(GIVEN, indent=1).encode()}
    assert unlike(spelled) == [said("file", path=at, wrong=said("other-spelling"))]


def test_a_manifest_is_spelled_in_one_way():
    """Releases of earlier versions are verified byte by byte."""
    one = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
    spelled = f'{{\n "name": "镇",\n "files": {{\n  "a.csv": "{one}",\n  "b.csv": "{one}"\n }}\n}}\n'
    files = {"b.csv": b"1", "a.csv": b"1"}
    assert with_manifest(files, {"name": "镇"}) == {**files, MANIFEST: spelled.encode()}


def test_what_is_wrong_with_a_manifest_is_said_by_its_place():
    at = "first/manifest.json"
    assert differences(release("first", fault="not-json")) == [said("file", path=at, wrong=said("not-json"))]
    field = said("manifest-field", pointer="/as_of")
    assert differences(release("first", fault="/as_of")) == [said("file", path=at, wrong=field)]
    assert differences(release("first")) == []


def test_a_table_that_a_release_does_not_have_is_none():
    found = Release("first", {}, "", {"rates.json": b"[]"}, None)
    assert [*released_tables(found)] == ["rates"]
