"""Small campaigns whose few people are to be protected, for the tests of suppression, attack and release."""

from __future__ import annotations

from hypothesis import strategies as st

from pingyi.attack import Audit, attack
from pingyi.attack.publication import Publication
from pingyi.disclosure.margins import category_margins, node_margins
from pingyi.disclosure.masking import masked
from pingyi.disclosure.pattern import Pattern, pattern
from pingyi.figures.rollup import result_tables
from pingyi.model import BLANK, Campaign, Grade, Item, Scale, Subject
from pingyi.protect.policy import VERY_FEW, Policy
from pingyi.protect.sums import SIZES, Figures, figures
from pingyi.tables.dictionary import TABLES, Tables, frame

GRADES = (
    Grade("good", "好", positive=True, weight=10),
    Grade("fair", "中", positive=True, weight=5),
    Grade("poor", "差", weight=0),
    Grade("unsure", "不了解", neutral=True),
)
MARKS = [*(grade.id for grade in GRADES), BLANK]
SCALE = Scale("s", "等次", GRADES)
ITEMS = (Item("one", "一", "一", "", SCALE), Item("two", "二", "二", "", SCALE))
SUBJECTS = (Subject("org", "组织", "ballots", ITEMS), Subject("members", "成员", "ratings", ITEMS[:1]))
CAMPAIGN = Campaign({}, "", None, None, {}, "", "declared", "public", SUBJECTS)  # type: ignore[arg-type]
ONE_ITEM = Campaign({}, "", None, None, {}, "", "declared", "public", (Subject("org", "组织", "ballots", ITEMS[:1]),))  # type: ignore[arg-type]

SMALL_NUMBERS = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 8, 12, 20, 40])
PART = st.sampled_from("abcd")
UNITS = st.lists(st.lists(PART, min_size=1, max_size=4).map("/".join), min_size=1, max_size=14, unique=True)


def campaign_tables(
    own: dict[str, dict[str, list[list[int]]]], persons: int = 12, campaign: Campaign = CAMPAIGN
) -> Tables:
    """All tables of a campaign, from the counts of each unit, subject, item and mark."""
    tables = own_tables(own, persons, campaign)
    rolled = result_tables(tables, campaign)
    return tables | {name: table[list(TABLES[name].columns)] for name, table in rolled.items()}


def bare_results(found: Figures) -> Tables:
    """What `masked` must know of the results, from the sums that are there already."""
    sizes = [
        {"unit": unit, "subject": key} | dict(zip(SIZES[about.counts], found.sizes[key][node].tolist(), strict=True))
        for unit, node in found.tree.total.items()
        for key, about in found.subjects.items()
        if found.held[node, found.order[key]]
    ]
    return {"rollup_ballots": frame("rollup_ballots", sizes)} | {
        name: frame(name, ()) for name in ("rates", "category_rates")
    }


def own_tables(own: dict[str, dict[str, list[list[int]]]], persons: int = 12, campaign: Campaign = CAMPAIGN) -> Tables:
    """Of these tables those that nothing is added up in: all that figures are made from."""
    ballots, tallies = [], []
    for unit, subjects in own.items():
        for subject in campaign.subjects:
            if not (items := subjects.get(subject.id)):
                continue
            row = {"unit": unit, "subject": subject.id, "outcome": "held", "valid": sum(items[0])}
            if subject.counts == "ratings":
                row |= {
                    "valid": max(sum(items[0]) // 3, 1),
                    "valid_ratings": sum(items[0]),
                    "persons_evaluated": persons,
                }
            ballots.append(row)
            for item, counts in zip(subject.items, items, strict=True):
                tallies += [
                    {"unit": unit, "subject": subject.id, "item": item.id, "grade": mark, "count": count}
                    for mark, count in zip(MARKS, counts, strict=True)
                ]
    units = [{"unit": unit, "category": "xy"[len(unit) % 2], "kind": "reporting"} for unit in own]
    return {
        "units": frame("units", units),
        "ballots": frame("ballots", ballots),
        "tallies": frame("tallies", tallies),
    }


@st.composite
def vote(draw: st.DrawFn, items: int) -> list[list[int]]:
    """Counts of each mark, item by item, that add up to the same number; often unanimous, often very few."""
    first = draw(st.one_of(
        st.lists(SMALL_NUMBERS, min_size=len(MARKS), max_size=len(MARKS)),
        st.integers(1, 30).map(lambda count: [count, 0, 0, 0, 0]),
    ))  # fmt: skip
    rows = [first]
    for _ in range(items - 1):
        left, row = sum(first), []
        for _ in MARKS[1:]:
            row.append(draw(st.integers(0, left)) if left else 0)
            left -= row[-1]
        rows.append([left, *row])
    return rows


@st.composite
def trees(draw: st.DrawFn) -> dict[str, dict[str, list[list[int]]]]:
    """Own figures of the units of a random tree: small, unanimous, with a subject missing here and there."""
    own = {}
    for unit in draw(UNITS):
        subjects = {}
        for subject in SUBJECTS:
            if draw(st.integers(0, 5)):
                subjects[subject.id] = draw(vote(len(subject.items)))
        own[unit] = subjects
    return own


def publication(name: str, published: Tables, tables: Tables, campaign: Campaign = CAMPAIGN) -> Publication:
    return Publication(name, published, figures(tables, campaign), tables["units"])


def attacked(published: Tables, tables: Tables, policy: Policy | None = None, campaign: Campaign = CAMPAIGN) -> Audit:
    return attack([publication("r", published, tables, campaign)], policy or Policy())


def protected(
    tables: Tables, policy: Policy, found: Pattern | None = None, campaign: Campaign = CAMPAIGN, name: str = "r"
) -> tuple[Tables, Pattern]:
    known = figures(tables, campaign)
    found = found or pattern(known, policy)
    categories = dict(zip(tables["units"]["unit"], tables["units"]["category"], strict=True))
    margins = category_margins(known, found, policy, categories, withheld=frozenset("xy"))
    return masked(name, tables, known, node_margins(known, found), margins), found


def assert_true(published: Tables, tables: Tables) -> None:
    """Every count is what was counted, and the told counts of an item add up to its size."""
    key = ("unit", "subject", "item")
    true = {
        (*(row[name] for name in key), row["grade"]): row["count"]
        for row in tables["rollup_tallies"].to_dict("records")
    }
    size = {tuple(row[name] for name in key): row["valid"] for row in published["rates"].to_dict("records")}
    sums: dict[tuple[str, ...], int] = {}
    for row in published["rollup_tallies"].dropna(subset="count").to_dict("records"):
        place = tuple(row[name] for name in key)
        assert row["count"] == sum(true[(*place, grade)] for grade in row["grade"].split("+"))
        sums[place] = sums.get(place, 0) + row["count"]
    assert sums == {place: size.get(place, 0) for place in sums}


def assert_many(published: Tables, policy: Policy) -> None:
    """No published number stands for few people."""
    for size in ("valid", "valid_ratings", "persons_evaluated"):
        assert not published["rollup_ballots"][size].between(1, policy.threshold - 1).any()
    assert not published["rollup_tallies"]["count"].between(1, VERY_FEW - 1).any()


TRIAL = {"p/a": [2, 0, 0, 0, 0], "p/b": [6, 5, 0, 0, 0], "p/c": [14, 0, 6, 0, 0]}

OTHERS = {f"q/{name}": [20, 10, 8, 6, 5] for name in "abc"}


def trial() -> Tables:
    own = {unit: {"org": [counts]} for unit, counts in (TRIAL | OTHERS).items()}
    return campaign_tables(own, campaign=ONE_ITEM)
