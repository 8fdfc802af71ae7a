"""Campaigns as offices brought them, each begun by `init` with a preset, a roster and tables alone: nobody writes a line of code."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
import yaml

from pingyi.campaign.open import open_campaign
from pingyi.doors.template import blank_report
from pingyi.doors.workbook.imports import template
from pingyi.model import ROOT
from pingyi.publish.audience import audience_tables
from pingyi.publish.book import Book
from pingyi.sheets.chapters import sheet
from pingyi.sheets.plain import plain
from pingyi.site.staging import stage
from support.commands import done
from support.places import TESTS
from support.readers import readable
from support.situations import git

BEGUN = TESTS / "campaigns/begun"
CAMPAIGNS = sorted(path.name for path in BEGUN.iterdir())
OF_THE_PARTY = {"members"}
OTHERS = ("党", "群众", "督导", "督查", "创先争优", "支部")
NOT_ITS_OWN = {
    "count": (*OTHERS, "评议", "满意", "应到", "整改", "上报单位", "下属单位", "征求意见、", "联系点"),
    "schools": (*OTHERS, "评议", "满意", "应到", "整改", "上报单位", "下属单位", "联系点"),
    "table": (*OTHERS, "评议", "整改事项", "上报单位", "下属单位", "联系点"),
    "townships": OTHERS,
}
"""What is said of other campaigns, and must not be said of these; the members of the party are of the party."""

PRINTED = {"count"}
"""Whose sheets are printed as well."""

Tally = Counter[tuple[str, str, str]]


@pytest.fixture(scope="module", params=CAMPAIGNS)
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The campaign's folder in the tests, and its root beside it as a link would be: `begun.name` says which it is."""
    source, home = BEGUN / request.param, tmp_path_factory.mktemp("begun") / request.param
    wheel = home.with_name("pingyi-0.1.0-py3-none-any.whl")
    wheel.write_bytes(b"a wheel")
    with pytest.MonkeyPatch.context() as here:
        here.chdir(source)
        done("init", home, "--answers", "answers.yml", "--yes", "--no-build", "--wheel", wheel)
        done(
            "roster",
            "roster.csv",
            "--root",
            home,
            "--yes",
            *(["--category=general"] if source.name == "townships" else []),
        )
        done("import", "results.csv", "--map", "map.yml", "--root", home, "--as-of=2026-06-30")
        if (source / "ballots.csv").exists():
            options = (
                "--unit={学校}",
                "--subject=students",
                "--reported-on=2026-05-06",
                "--final",
                "--as-of=2026-06-30",
            )
            done("tally", "ballots.csv", *options, "--root", home)
    git(home, "add", "--all")
    git(
        home,
        "commit",
        "--quiet",
        "--message",
        "reports",
        day=yaml.safe_load((home / "data/campaign.yml").read_text("utf-8"))["due"]["branch"],
    )
    return home


def rows_of(name: str, table: str) -> list[dict[str, str]]:
    with (BEGUN / name / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(name: str) -> Tally:
    """What the tables add up to, by subject, item and grade: sums of their columns, and ballots counted one by one."""
    mapping = yaml.safe_load((BEGUN / name / "map.yml").read_text("utf-8"))
    sums: Tally = Counter()
    for row in rows_of(name, "results.csv"):
        if "合计" not in row.values():
            for place, head in mapping["columns"].items():
                _, subject, *rest = place.split("/")
                if rest[0] == "items" and row[head]:
                    sums[subject, rest[1], rest[2]] += int(row[head])
    return sums


def test_the_totals_are_those_of_the_tables(begun: Path) -> None:
    tables = audience_tables(open_campaign(begun), "internal")
    tallies = tables["rollup_tallies"]
    found: Tally = Counter()
    for row in tallies[tallies["unit"] == ROOT].to_dict("records"):
        found[row["subject"], row["item"], row["grade"]] += int(row["count"])
    wanted = told(begun.name)
    assert wanted
    assert {key: found[key] for key in wanted} == dict(wanted)
    if begun.name == "schools":
        ballots = rows_of("schools", "ballots.csv")
        asked = {key[1] for key in found if key[0] == "students"}
        assert len(asked) == 84
        assert all(
            sum(found["students", item, grade] for _, it, grade in found if it == item) == len(ballots)
            for item in asked
        )
        days = Counter(row["有几天没有吃早饭"] for row in ballots)
        assert {day: found["students", "days", f"d{int(day):02}"] for day in days} == days


PRINTED_SHARES = {
    "工作作风": ["95.04%", "2.84%", "2.13%", "0.00%"], "办事效率": ["95.04%", "3.55%", "1.42%", "0.00%"],
    "廉洁自律": ["90.07%", "5.67%", "4.26%", "0.00%"], "服务态度": ["89.36%", "6.38%", "4.26%", "0.00%"],
    "总体评价": ["93.62%", "4.96%", "1.42%", "0.00%"], "各项合计": ["92.62%", "4.68%", "2.70%", "0.00%"],
}  # fmt: skip
"""What the office printed of 141 ballots, and all items together: 653, 33, 19 and 0 of 705."""


@pytest.mark.parametrize("begun", ["table"], indirect=True)
def test_a_sheet_prints_the_shares_that_the_office_did(begun: Path) -> None:
    """On the summary table and where a template of one's own loops over items and grades."""
    judged = open_campaign(begun)
    made = plain(sheet(Book(audience_tables(judged, "internal"), judged.campaign), ROOT, judged.as_of))
    (subject,) = made["chapters"][0]["subjects"]
    assert {item["title"]: [grade["share"] for grade in item["grades"]] for item in subject["items"]} == PRINTED_SHARES
    cells = [text for block in made["chapters"][0]["blocks"] for line in block["lines"] for text in line["cells"]]
    assert {text for row in PRINTED_SHARES.values() for text in row} <= {*cells}


def test_nothing_is_said_of_another_campaign(begun: Path) -> None:
    judged = open_campaign(begun)
    assert not [finding for finding in judged.findings if finding.level == "error"]
    stage(begun, judged, audience_tables(judged, "internal"), begun / "site", sheets=begun.name in PRINTED)
    said = {
        path.relative_to(begun).as_posix(): readable(path.name, path.read_bytes())
        for path in [begun / "README.md", *(begun / "docs").rglob("*"), *(begun / "build/docs").rglob("*")]
        if path.is_file() and "build/docs/assets/" not in path.as_posix()
    }
    unit = next(row for row in judged.roster.values() if row.kind == "branch")
    said["template.yml"] = blank_report(judged.contract, judged.campaign, unit)
    said["book.xlsx"] = readable("book.xlsx", template(judged, unit))
    strange = {
        (path, word, text[max(0, text.index(word) - 12) : text.index(word) + 12])
        for path, text in said.items()
        for word in NOT_ITS_OWN.get(begun.name, ())
        if word in text
    }
    assert strange == set()
    assert ("党" in said["README.md"] + said["build/docs/results/index.md"]) is (begun.name in OF_THE_PARTY)


def test_units_of_one_name_are_told_apart(begun: Path) -> None:
    names = Counter(row["name"] for row in csv.DictReader((begun / "data/roster.csv").open(encoding="utf-8")))
    ids = {row["id"] for row in csv.DictReader((begun / "data/roster.csv").open(encoding="utf-8"))}
    assert sum(names.values()) == len(ids)
    if begun.name == "townships":
        assert names["城关镇"] == 6
