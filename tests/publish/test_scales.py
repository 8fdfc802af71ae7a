"""Two scales in one subject: every output says each figure below the words of its own scale, and the same one as all others.

The oracle adds up the YAML files of `tests/campaigns/scales` and knows nothing of the package.
"""

from __future__ import annotations

import io
import json
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import pandas as pd
import pytest
import yaml
from click.testing import CliRunner
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from pingyi.attack.facts import facts
from pingyi.campaign.open import open_campaign
from pingyi.check.expressions import _marks
from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT
from pingyi.disclosure.margins import category_margins, node_margins
from pingyi.disclosure.masking import masked
from pingyi.disclosure.pattern import pattern
from pingyi.doors.ballot_mapping import BallotMapping
from pingyi.doors.ballot_marks import UNKNOWN, mark
from pingyi.model import ROOT, Grade, Scale
from pingyi.pages import pages
from pingyi.pages.graded import grade_roles
from pingyi.protect.policy import policy
from pingyi.protect.sums import figures as own_figures
from pingyi.publish.audience import audience_tables
from pingyi.publish.book import Book
from pingyi.publish.sheet_paths import path
from pingyi.sheets.make import making
from pingyi.tables.dataset import Origin, dataset
from pingyi.tables.dictionary import shaped
from support.figures import figures

HOME = CHECKOUT / "tests/campaigns/scales"
UNITS = ("north", "north/counter", "north/reading-room", "south")
NODES = (ROOT, *UNITS)
CAMPAIGN = yaml.safe_load((HOME / "data/campaign.yml").read_text("utf-8"))
REPORTS = {unit: yaml.safe_load((HOME / f"data/units/{unit}.yml").read_text("utf-8")) for unit in UNITS}
TOPS = {"satisfaction": "good", "waiting": "very-good", "wishes": None, "frequency": "good"}
"""What somebody who reads the words would call the best answer; wishes have none."""

ITEMS = [
    (subject, item, word.get("scale", asked["scale"]))
    for subject, asked in CAMPAIGN["subjects"].items()
    for item, word in asked["items"].items()
]


class Told(NamedTuple):
    """The figures of one node and item, as texts; None where there are none."""

    counts: dict[str, str]
    valid: str
    top: str | None
    positive: str | None
    score: str | None


def rounded(part: int, whole: int, times: int = 100) -> str:
    return str((Decimal(times * part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def told(units: list[str], subject: str, item: str, scale: str) -> Told | None:
    """Straight from the reports: added up first, divided once."""
    results = [REPORTS[unit]["results"][subject] for unit in units]
    tallies = [result["items"][item] for result in results if result["outcome"] == "held"]
    if not tallies:
        return None
    grades = CAMPAIGN["scales"][scale]["grades"]
    counts = {key: sum(tally.get(key, 0) for tally in tallies) for key in (*grades, "blank")}
    valid, top = sum(counts.values()), TOPS[scale]
    positive = [key for key, grade in grades.items() if grade.get("positive")]
    weights = {key: grade["weight"] for key, grade in grades.items() if "weight" in grade}
    points = sum(counts[key] * weight for key, weight in weights.items())
    return Told(
        {key: str(count) for key, count in counts.items()},
        str(valid),
        rounded(counts[top], valid) + "%" if top else None,
        rounded(sum(counts[key] for key in positive), valid) + "%" if positive else None,
        rounded(points, sum(counts[key] for key in weights), 1) if weights else None,
    )


def below(node: str) -> list[str]:
    return [unit for unit in UNITS if node in (ROOT, unit) or unit.startswith(f"{node}/")]


@pytest.fixture(scope="module")
def opened():
    return open_campaign(HOME)


@pytest.fixture(scope="module")
def book(opened):
    return Book(audience_tables(opened, "internal"), opened.campaign)


@pytest.fixture(scope="module")
def site(opened, book):
    texts, _ = pages(opened, book, "abc", {})
    bodies = ((path, text.partition("---\n<div")[2]) for path, text in texts if path.endswith(".md"))
    return {path: html.fromstring(f"<div{body}") for path, body in bodies}


def said(element) -> str:
    return re.sub(r"\s+", "", element.xpath("string()"))


def tables_of(page, subject: str, words: str):
    """Caption, heads and rows of the tables of a subject whose captions begin with these words."""
    title = CAMPAIGN["subjects"][subject]["title"]
    for table in page.xpath(".//table"):
        caption = said(table.find("caption"))
        if caption.startswith(f"评议{title}：{words}"):
            rows = {
                said(row.find("th")): [said(cell) for cell in row.xpath("./td")] for row in table.xpath("./tbody/tr")
            }
            yield caption, [said(cell) for cell in table.xpath("./thead/tr[last()]/th")], rows


def line_of(figures: Told, scale: str) -> list[tuple[str, str]]:
    """A row of a distribution, head and cell: what must stand on pages and sheets."""
    grades = CAMPAIGN["scales"][scale]["grades"]
    cells = [(grade["title"], figures.counts[key]) for key, grade in grades.items()]
    cells += [("弃权", figures.counts["blank"]), ("", figures.valid)]
    top = f"“{grades[TOPS[scale]]['title']}”占比" if TOPS[scale] else ""
    rates = [(top, figures.top), ("满意率", figures.positive), ("得分", figures.score)]
    return cells + [(head, value) for head, value in rates if value is not None]


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize(("subject", "item", "scale"), ITEMS, ids=[item for _, item, _ in ITEMS])
def test_pages_say_each_figure_below_its_own_words(site, node, subject, item, scale):
    page = site["results/index.md" if node == ROOT else f"units/{node}.md"]
    figures = told(below(node), subject, item, scale)
    base = {"ballots": "有效票", "ratings": "评价人次"}[CAMPAIGN["subjects"][subject]["counts"]]
    title = CAMPAIGN["subjects"][subject]["items"][item]["title"]
    found = [
        (heads, rows[title]) for _, heads, rows in tables_of(page, subject, f"各项各等次的{base}") if title in rows
    ]
    if figures is None:
        assert not found
        return
    ((heads, cells),) = found
    wanted = line_of(figures, scale)
    assert list(zip(heads[1:], cells, strict=True)) == [(head or f"{base}（分母）", cell) for head, cell in wanted]


@pytest.mark.parametrize("node", NODES)
def test_the_figures_of_pages_are_cells_of_the_dataset(opened, book, site, node):
    files = dict(dataset(audience_tables(opened, "internal"), Origin(opened.campaign, opened.as_of, "c")))
    published = json.loads(files["data/rates.json"])
    rows = {(row["subject"], row["item"]): row for row in published if row["unit"] == node}
    shown = {name: text for page in site.values() for name, text, _ in figures(page)}
    for subject, item, scale in ITEMS:
        counted, row = told(below(node), subject, item, scale), rows.get((subject, item))
        assert (counted is None) == (row is None)
        if counted is None:
            continue
        wanted = {"valid": counted.valid, "top_rate": counted.top, "positive_rate": counted.positive}
        assert {name: row[name] for name in wanted} == {
            name: None if value is None else float(value.rstrip("%")) for name, value in wanted.items()
        }
        assert {name: shown.get(f"rates|{node}|{subject}|{item}|{name}") for name in wanted} == wanted


@pytest.mark.parametrize("node", NODES)
def test_sheets_say_the_same(opened, book, node):
    made = dict(making(opened, book).files([node], ["xlsx", "pdf"]))
    rows = [
        ["" if cell is None else cell for cell in row]
        for page in load_workbook(io.BytesIO(made[path(node, "xlsx")]))
        for row in page.iter_rows(values_only=True)
    ]
    printed = re.sub(
        r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(made[path(node, "pdf")])).pages)
    )
    for subject, item, scale in ITEMS:
        figures = told(below(node), subject, item, scale)
        if figures is None:
            continue
        cells = [cell for _, cell in line_of(figures, scale)]
        numbers = [float(cell.rstrip("%")) for cell in cells]
        windows = [row[at : at + len(numbers)] for row in rows for at in range(len(row) - len(numbers) + 1)]
        assert numbers in [[cell if isinstance(cell, (int, float)) else None for cell in window] for window in windows]
        assert "".join(cells) in printed
    heads = [[re.sub(r"\s", "", str(cell)) for cell in row] for row in rows if "弃权" in row]
    beside = [[*row[row.index("晚些关门") + 1 :], ""] for row in heads if "晚些关门" in row]
    assert all(row[:3] == ["弃权", "有效票", "早些开门占比"] for row in beside)  # no rate: nothing is good or bad
    assert beside or node not in (ROOT, "north")


def test_explain_says_the_same():
    for subject, item, scale in ITEMS:
        figures = told(list(UNITS), subject, item, scale)
        done = CliRunner().invoke(
            cli, ["explain", ROOT, f"{subject}/{item}", "--root", str(HOME)], catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        assert ("满意率" in done.output) == (figures.positive is not None)
        if figures.positive:
            assert (
                f"÷ {'有效票' if subject == 'service' else '评价人次'} {figures.valid} ＝ {figures.positive}"
                in done.output
            )
        titles = {key: grade["title"] for key, grade in CAMPAIGN["scales"][scale]["grades"].items()}
        first = "，".join(f"{titles.get(key, '弃权')} {count}" for key, count in figures.counts.items())
        assert first in done.output


def test_categories_and_reporting_units_stand_below_their_scale(site):
    for words in ("各类别", "各上报单位"):
        found = {
            caption: (heads, rows) for caption, heads, rows in tables_of(site["results/index.md"], "service", words)
        }
        waiting = next(value for caption, value in found.items() if caption.endswith("（等候长短）"))
        wishes = next(value for caption, value in found.items() if caption.endswith("（愿望）"))
        assert waiting[0] == ["有效票", "“不用等”", "满意率"]
        assert wishes[0] == ["有效票", "早些开门", "照现在这样", "晚些关门", "弃权"]
    window = told(["north", "north/counter"], "service", "hours", "wishes")
    shares = [rounded(int(count), int(window.valid)) + "%" for count in window.counts.values()]
    _, rows = next(
        (heads, rows)
        for caption, heads, rows in tables_of(site["results/index.md"], "service", "各类别")
        if "愿望" in caption
    )
    assert rows["窗口"] == [window.valid, *shares]
    # Nobody in the other category left it blank, though no report says so.
    assert rows["场馆"][-1] == "0.0%"


def test_bars_and_legends_run_from_good_to_bad_whichever_way_the_scale_is_listed(site):
    bar, wishes = (
        site["results/index.md"].xpath(f".//*[@class='bar-row'][@data-ref='{item}']")[0] for item in ("queue", "hours")
    )
    words = [word.split()[0] for word in bar.xpath("./*[@aria-label]/@aria-label")[0].split("，")]
    drawn = list(zip((rect.get("class") for rect in bar.iter("rect")), words, strict=True))
    assert drawn == [("p1", "不用等"), ("p2", "等得不久"), ("n2", "等得偏久"), ("n1", "等得太久"), ("blank", "弃权")]
    legends = [[said(entry) for entry in ul] for ul in site["results/index.md"].xpath(".//ul[@class='legend']")]
    assert ["不用等", "等得不久", "等得偏久", "等得太久", "弃权"] in legends
    assert {rect.get("class") for rect in wishes.iter("rect")} == {"k1", "k2", "k3", "blank"}


def test_the_tally_sheet_has_a_table_a_scale_with_nothing_to_leave_out(site):
    tables = site["counting-sheet.md"].xpath(".//table[contains(@class, 'tally')]")
    found = [
        ([said(cell) for cell in table.xpath("./thead//th")[1:-1]], [said(th) for th in table.xpath("./tbody//th")])
        for table in tables
    ]
    wanted = []
    for asked in CAMPAIGN["subjects"].values():
        items: dict[str, list[str]] = {}
        for word in asked["items"].values():
            items.setdefault(word.get("scale", asked["scale"]), []).append(word["title"])
        for scale, titles in items.items():
            wanted.append(
                ([grade["title"] for grade in CAMPAIGN["scales"][scale]["grades"].values()] + ["弃权"], titles)
            )
    assert found == wanted
    assert "—" not in said(site["counting-sheet.md"])


def test_the_workbook_never_puts_two_scales_with_the_same_ids_below_one_head(tmp_path):
    for kind in ("waiting", "wishes"):
        assert set(CAMPAIGN["scales"][kind]["grades"]) & set(CAMPAIGN["scales"]["satisfaction"]["grades"])
    out = tmp_path / "north.xlsx"
    done = CliRunner().invoke(cli, ["import", "--template", "north", "--root", str(HOME), "-o", str(out)])
    assert done.exit_code == 0, done.output
    rows = [[cell for cell in row if cell] for page in load_workbook(out) for row in page.iter_rows(values_only=True)]
    words = {item: word["title"] for asked in CAMPAIGN["subjects"].values() for item, word in asked["items"].items()}
    titles = {grade["title"] for scale in CAMPAIGN["scales"].values() for grade in scale["grades"].values()}
    heads, last = {}, set()
    for row in rows:
        texts = {str(cell) for cell in row}
        heads |= {item: (scale, last) for _, item, scale in ITEMS if words[item] in texts}
        last = texts if texts & titles else last
    assert set(heads) == {item for _, item, _ in ITEMS}
    for scale, head in heads.values():
        assert {grade["title"] for grade in CAMPAIGN["scales"][scale]["grades"].values()} <= set(head)


def test_a_word_of_another_scale_is_no_mark(opened):
    subject = opened.campaign.subjects[0]
    cells = {"满意": "good", "久": "very-good", "早": "earlier"}
    mapping = BallotMapping(({"id": "north"},), subject, {item.id: (item.id,) for item in subject.items}, cells)
    words = mapping.words()
    assert mark("满意", words["attitude"], mapping).grade == "good"
    assert mark("久", words["attitude"], mapping).spoils == UNKNOWN
    assert mark("久", words["queue"], mapping).grade == "very-good"


def test_nobody_owes_a_rectification_for_a_wish(opened):
    marks = {mark["item"]: mark["negative"] for mark in _marks(opened.campaign)}
    assert "hours" not in marks
    assert marks["queue"] == ["poor", "fair"]


def grades(text: str) -> tuple[Grade, ...]:
    """`+` positive, `-` neither, `o` neutral."""
    return tuple(Grade(f"g{place}", "", positive=sign == "+", neutral=sign == "o") for place, sign in enumerate(text))


@pytest.mark.parametrize(
    ("listed", "top", "order"),
    [
        ("++-o", "g0", "0123"), ("--++", "g3", "3210"), ("-o+", "g2", "210"), ("--+o", "g2", "2103"), ("o++-", "g1", "0123"),
        ("---", None, "012"), ("-+-", None, "012"), ("+", "g0", "0"), ("+++", "g0", "012"), ("oo", None, "01"), ("o-+", "g2", "210"),
    ],
)  # fmt: skip
def test_the_top_is_the_positive_grade_at_an_end(listed, top, order):
    scale = Scale("s", "", grades(listed))
    assert (scale.top.id if scale.top else None) == top
    assert [grade.id for grade in scale.best_first] == [f"g{place}" for place in order]
    assert {role[0] for role in grade_roles(scale).values()} - {"b"} == set(
        listed.translate(str.maketrans("+-o", "pnn" if "+" in listed else "pkn"))
    )


def test_a_campaign_may_name_another_top():
    assert Scale("s", "", grades("-+-"), "g1").top.id == "g1"
    assert Scale("s", "", grades("---"), "g2").top.id == "g2"


def test_a_release_tells_no_rate_that_is_none_and_the_attack_reads_the_same_top(opened):
    """Every fact that the attack reads from the public tables is true of the reports."""
    tables, campaign = audience_tables(opened, "internal"), opened.campaign
    own, rules = own_figures(tables, campaign), policy(campaign)
    found = pattern(own, rules)
    categories = dict(zip(tables["units"]["unit"], tables["units"]["category"], strict=True))
    margins = node_margins(own, found), category_margins(own, found, rules, categories, withheld=frozenset())
    public = {name: shaped(name, table) for name, table in masked("r", tables, own, *margins).items()}
    rates = public["rates"].set_index(["unit", "item"])
    absent = [pd.isna(rates.loc[("south", "hours"), name]) for name in ("top", "positive", "top_rate", "positive_rate")]
    assert absent == [True] * 4
    queue = public["rates"][public["rates"]["item"] == "queue"].dropna(subset=["top"])
    tops = dict(zip(queue["unit"], queue["top"], strict=True))
    waiting = {node: told(below(node), "service", "queue", "waiting") for node in tops}
    assert tops == {node: int(figures.counts["very-good"]) for node, figures in waiting.items()}
    assert tops
    assert rates.loc[("south", "hours"), "status"] == "shown"
    told_of = list(facts(public, campaign))
    assert any(dict(fact.weights).keys() == {("service", "queue", "very-good")} for fact in told_of)
    for fact in told_of:
        kind, place = fact.place
        units = below(place) if kind == "unit" else [unit for unit in UNITS if categories[unit] == place]
        value = sum(weight * sum(count(unit, column) for unit in units) for column, weight in fact.weights)
        assert fact.low - 1e-6 <= value <= fact.high + 1e-6, fact


def count(unit: str, column: tuple[str, ...]) -> int:
    """A unit's own number: a size of a subject, or a grade of an item."""
    result = REPORTS[unit]["results"][column[0]]
    if result["outcome"] != "held":
        return 0
    if len(column) == 3:
        return result["items"][column[1]].get(column[2], 0)
    sizes = {"valid": result["ballots"]["valid"], "valid_ratings": result.get("valid_ratings", 0)}
    return sizes.get(column[1], result.get("persons", {}).get("evaluated", 0))
