"""Small campaigns whose few people are to be protected, for the tests of suppression, attack and release."""

from __future__ import annotations

from hypothesis import strategies as st

from pingyi.attack import Audit, attack
from pingyi.attack.system import Publication
from pingyi.figures.rollup import roll_up
from pingyi.model import BLANK, Campaign, Grade, Item, Scale, Subject
from pingyi.protect.policy import Policy
from pingyi.protect.sums import figures
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
EMPTY = ("reports", "rectification")

SMALL_NUMBERS = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 8, 12, 20, 40])
PART = st.sampled_from("abcd")
UNITS = st.lists(st.lists(PART, min_size=1, max_size=4).map("/".join), min_size=1, max_size=14, unique=True)


def campaign_tables(
    own: dict[str, dict[str, list[list[int]]]], persons: int = 12, campaign: Campaign = CAMPAIGN
) -> Tables:
    """All tables of a campaign, from the counts of each unit, subject, item and mark."""
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
    units = [{"unit": unit, "category": "xy"[len(unit) % 2]} for unit in own]
    tables = {
        "units": frame("units", units),
        "ballots": frame("ballots", ballots),
        "tallies": frame("tallies", tallies),
    }
    tables |= {name: frame(name, []) for name in EMPTY}
    rolled = roll_up(tables, campaign)
    return tables | {name: table[list(TABLES[name].columns)] for name, table in rolled.items()}


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
    categories = dict(zip(tables["units"]["unit"], tables["units"]["category"], strict=True))
    return Publication(name, published, figures(tables, campaign), categories)


def attacked(published: Tables, tables: Tables, policy: Policy | None = None, campaign: Campaign = CAMPAIGN) -> Audit:
    return attack([publication("r", published, tables, campaign)], policy or Policy())
