"""Who may change what, cell by cell. The table is typed here a second time, from the words of the issue, not from the YAML."""

from __future__ import annotations

import re

import pytest

from pingyi.check.change import permitted
from pingyi.check.permissions import Person, disguised, role_words, table
from pingyi.check.proposed import Proposal
from pingyi.contract.assets import CHECKOUT
from pingyi.load.changes import Change
from pingyi.model import Unit

ROSTER = {
    unit: Unit(unit, unit, "general", kind, submitters=submitters, reviewers=reviewers)
    for unit, kind, submitters, reviewers in (
        ("a", "reporting", ("clerk-a",), ("office",)),
        ("a/b", "branch", ("clerk-b",), ("above-b",)),
        ("a/b/d", "branch", ("clerk-d",), ("above-d",)),
        ("a/c", "branch", ("clerk-c",), ("above-b",)),
        ("z", "reporting", ("clerk-z",), ("office",)),
    )
}
PEOPLE = ("clerk-a", "clerk-b", "clerk-c", "clerk-d", "above-b", "above-d", "office", "admin", "stranger")
CELLS = {
    "data/units/a.yml": "clerk-a office",
    "data/units/a/b.yml": "clerk-b above-b office",
    "data/units/a/b.files/plan.png": "clerk-b above-b office",
    "data/units/a/b/d.yml": "clerk-d above-d above-b office",
    "data/units/a/b/d.files/x/y.png": "clerk-d above-d above-b office",
    "data/units/a/c.yml": "clerk-c above-b office",
    "data/units/z.yml": "office",
    "data/units/nowhere.yml": "office",
    "data/units/": "office",
    "data/decisions/a.d/0001.yml": "office",
    "data/decisions/a/b.d/0001.yml": "above-b office",
    "data/decisions/a/b/d.d/0001.yml": "above-d above-b office",
    "data/decisions/readme.yml": "office",
    "data/campaign.yml": "office",
    "data/roster.csv": "office",
    "data/stamped.csv": "office",
    "data/inspections/2012-02-03-a.yml": "office",
    "data/releases/2012-02-16/manifest.json": "office",
    "data/anything": "office",
    "docs/guide/faq.md": "office",
    "docs/index.md": "office",
    "docs/overrides/main.html": "admin",
    "docs/CODEOWNERS": "admin",
    "schemas/vocabulary.schema.json": "office admin",
    ".github/CODEOWNERS": "office admin",
    "schemas/unit.schema.json": "admin",
    "schemas/permissions.yml": "admin",
    "scripts/pre-receive": "admin",
    "scripts/pingyi/check/change.py": "admin",
    ".github/workflows/check.yml": "admin",
    "CODEOWNERS": "admin",
    "Makefile": "admin",
    "README.md": "admin",
    "mkdocs.yml": "admin",
    ".gitmodules": "admin",
    ".gitattributes": "admin",
    "Data/units/a/b.yml": "admin",
    "data\\units\\a\\b.yml": "admin",
    "database": "admin",
    "../other/data/units/a/b.yml": "admin",
}
DERIVED = frozenset(["schemas/vocabulary.schema.json", ".github/CODEOWNERS"])


def proposed(
    path: str, person: Person | None, generated: frozenset[str] = DERIVED, *, founding: bool = False
) -> Proposal:
    nothing = lambda _path: None  # noqa: E731
    return Proposal(
        [Change(path, "modified")], person, ROSTER, nothing, nothing, generated=generated, founding=founding
    )


@pytest.mark.parametrize("path", CELLS)
def test_every_cell(path: str) -> None:
    for login in PEOPLE:
        it = proposed(path, Person(login, ROSTER, frozenset(["admin"])))
        refused = {problem.rule for problem in permitted(it)}
        assert (refused == set()) is (login in CELLS[path].split()), (path, login)
        assert refused <= {"change-foreign-unit", "change-not-allowed"}


def test_every_row_of_the_table_has_its_cells() -> None:
    assert {next(row.id for row in table() if row.holds(path)) for path in CELLS} == {row.id for row in table()} - {
        "output"
    }


def test_a_derived_file_that_is_not_as_it_must_be_is_the_maintainers() -> None:
    for path in DERIVED:
        allowed = {
            login
            for login in PEOPLE
            if not list(permitted(proposed(path, Person(login, ROSTER, frozenset(["admin"])), frozenset())))
        }
        assert allowed == {"admin"}


def test_on_a_forge_docs_and_code_have_owners_who_look() -> None:
    """All else is refused as on a server."""
    for path, allowed in CELLS.items():
        for login in PEOPLE:
            refused = list(permitted(proposed(path, Person(login, ROSTER))))
            elsewhere = not path.startswith("data/") and path not in DERIVED
            assert (not refused) is (elsewhere or login in allowed.replace("admin", "").split()), (path, login)


def test_a_maintainer_makes_and_mends_a_campaign_that_cannot_be_opened() -> None:
    for path in CELLS:
        assert not list(permitted(proposed(path, Person("admin", ROSTER, frozenset(["admin"])), founding=True)))
        assert list(permitted(proposed(path, Person("stranger", ROSTER, frozenset(["admin"])), founding=True)))


def test_the_guide_tells_the_same_table() -> None:
    """Row by row: title, who, and whether the content is judged."""
    text = (CHECKOUT / "docs/guide/server.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| ([^|（]+)(?:（[^|]*）)? \| ([^|]+) \| (不?判断) \|$", text, re.MULTILINE)
    titles = {"submitter": "提交人", "reviewer": "审核人", "office": "活动办公室", "maintainer": "维护人"}
    rows = [
        (row.title, "、".join(titles[role] for role in row.by) or "谁都不能", "判断" if row.judged else "不判断")
        for row in table()
    ]
    assert [(title.strip(), who, judged) for title, who, judged in told] == rows
    assert {role: words["title"] for role, words in role_words().items()} == titles


# Teams.

TEAM = {**ROSTER, "a": Unit("a", "a", "general", "reporting", submitters=("clerk-a",), reviewers=("org/office",))}
B, Z = "data/units/a/b.yml", "data/units/z.yml"


@pytest.mark.parametrize(
    ("login", "path", "members", "expected"),
    [
        ("clerk-c", B, None, "no"),  # named for another unit: known not to be this one's
        ("clerk-b", B, None, "yes"),
        ("CLERK-B", B, {"org/office": []}, "yes"),
        ("cler\u212a-b", B, {"org/office": []}, "no"),  # a Kelvin sign folds to k
        ("stranger", B, None, "unknown"),  # may be one of the office
        ("stranger", B, {"org/office": ["somebody"]}, "no"),
        ("Stranger", B, {"ORG/Office": ["stranger"]}, "yes"),
        ("stranger", B, {"org/other": ["stranger"]}, "unknown"),
        ("clerk-c", B, {"org/office": ["clerk-c"]}, "yes"),
        ("stranger", Z, None, "no"),  # a team above another unit excuses nobody here
        ("stranger", "data/roster.csv", None, "unknown"),
        ("clerk-b", "data/roster.csv", None, "no"),
        ("stranger", "data/roster.csv", {"org/office": []}, "no"),
        ("org/office", B, None, "yes"),  # no login has a slash; a server that says so means the team
    ],
)
def test_who_is_in_a_team(login: str, path: str, members: dict[str, list[str]] | None, expected: str) -> None:
    it = proposed(path, Person(login, TEAM, None, members))
    assert it.may(path) == expected
    rules = {problem.rule for problem in permitted(it)}
    words = {"yes": set(), "unknown": {"change-author-unknown"}}
    assert rules == words.get(expected, rules & {"change-foreign-unit", "change-not-allowed"})
    assert bool(rules) is (expected != "yes")


def test_where_nobody_looks_afterwards_unknown_is_refused() -> None:
    it = proposed(B, Person("stranger", TEAM, frozenset(["admin"])))
    assert [problem.rule for problem in permitted(it)] == ["change-author-unresolved"]


def test_names_in_disguise() -> None:
    for path, other in {
        "Data/units/a.yml": "data/",
        "data/Units/a.yml": "data/units/",
        "data/ROSTER.csv": "data/roster.csv",
        ".GitHub/codeowners": ".github/CODEOWNERS",
        "DOCS/x.md": "docs/",
        "data/Releases/x": "data/releases/",
        "Build/x": "build/",
    }.items():
        assert folded_of(disguised(path)) == folded_of(other)
    for path in ("data/units/a.yml", "database", "docs.md", "scripts/Data/x", ".github/workflows/x.yml"):
        assert disguised(path) is None


def folded_of(path: str | None) -> str | None:
    return None if path is None else path.split("/")[0].casefold()
