"""Sheet, pages, dataset and explain say the same, and what an oracle works out from the reports alone, in fractions.

The oracle reads the YAML with another library and knows nothing of the tool. Two decimals, another denominator, weights
with two places, several scales in one subject, an item that one category is not asked.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from pingyi.campaign.open import open_campaign
from pingyi.contract.assets import CHECKOUT
from pingyi.pages import pages
from pingyi.publish.audience import audience_tables
from pingyi.publish.book import Book
from pingyi.publish.explain import explained
from pingyi.sheets.chapters import sheet
from pingyi.sheets.make import making
from pingyi.tables.dataset import Origin, dataset
from support.figures import figures
from support.readers import bodies

CAMPAIGNS = CHECKOUT / "tests/campaigns"
OTHERWISE = {
    "audience: internal": "audience: internal\ndecimals: 2\nrates: {denominator: marks}\nwords: {positive_rate: 好评率}",
    "good: {title: 满意, positive: true, weight: 100}": 'good: {title: 满意, positive: true, weight: "10"}',
    "fair: {title: 基本满意, positive: true, weight: 60}": 'fair: {title: 基本满意, positive: true, weight: "6.67"}',
    "poor: {title: 不满意, positive: false, weight: 0}": 'poor: {title: 不满意, positive: false, weight: "0"}',
}


def scales_otherwise(folder: Path) -> Path:
    """The campaign with several scales, with two decimals, over marks, and scores on 0 to 10."""
    shutil.copytree(CAMPAIGNS / "scales", folder)
    file = folder / "data/campaign.yml"
    text = file.read_text("utf-8")
    for old, new in OTHERWISE.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    return folder


class Oracle:
    """Counts by node, subject, item and grade, and what follows from them."""

    def __init__(self, root: Path) -> None:
        self.campaign = yaml.safe_load((root / "data/campaign.yml").read_text("utf-8"))
        self.decimals = self.campaign.get("decimals", 1)
        self.counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        for file in (root / "data/units").rglob("*.yml"):
            report = yaml.safe_load(file.read_text("utf-8"))
            parts = report["unit"].split("/")
            nodes = [".", *("/".join(parts[: length + 1]) for length in range(len(parts)))]
            for subject, result in report.get("results", {}).items():
                for item, tally in result.get("items", {}).items():
                    for node in nodes:
                        self.counts[node, subject, item].update(tally)

    def grades(self, subject: str, item: str) -> dict[str, Any]:
        about = self.campaign["subjects"][subject]
        return self.campaign["scales"][about["items"][item].get("scale", about["scale"])]["grades"]

    def told(self, key: tuple[str, str, str]) -> dict[str, str]:
        """Denominator, rates and score as they must be printed; without those that have no ground."""
        _, subject, item = key
        counts, grades = self.counts[key], self.grades(subject, item)
        marks = self.campaign.get("rates", {}).get("denominator") == "marks"
        neutral = {name for name, grade in grades.items() if grade.get("neutral")} | {"blank"}
        valid = sum(count for name, count in counts.items() if not (marks and name in neutral))
        found = {"valid": str(valid)}
        if positive := [name for name, grade in grades.items() if grade.get("positive")]:
            found["positive_rate"] = self.shown(Fraction(100 * sum(counts[name] for name in positive), valid))
            if next(iter(grades)) in positive:
                found["top_rate"] = self.shown(Fraction(100 * counts[next(iter(grades))], valid))
        weights = {name: Fraction(str(grade["weight"])) for name, grade in grades.items() if "weight" in grade}
        if weights:
            points = sum((weight * counts[name] for name, weight in weights.items()), Fraction())
            found["score"] = self.shown(points / sum(counts[name] for name in weights))
        return found

    def shown(self, value: Fraction) -> str:
        """Half up."""
        steps = (2 * value * 10**self.decimals + 1) // 2
        return f"{steps // 10**self.decimals}.{steps % 10**self.decimals:0{self.decimals}}"


@pytest.fixture(scope="module", params=["referendum", "scales", "scales otherwise"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """Oracle, judged campaign, book and the dataset's tables as CSV says them."""
    name = request.param
    root = scales_otherwise(tmp_path_factory.mktemp("scales") / "root") if " " in name else CAMPAIGNS / name
    judged = open_campaign(root)
    assert not [finding for finding in judged.findings if finding.level == "error"]
    published = audience_tables(judged, "internal")
    book = Book(published, judged.campaign)
    files = dict(dataset(published, Origin(judged.campaign, judged.as_of, "")))
    tables = {name: list(csv.DictReader(io.StringIO(str(files[f"data/{name}.csv"])[1:]))) for name in published}
    return Oracle(root), judged, book, tables


def test_the_dataset_says_what_the_reports_do(made) -> None:
    oracle, _, _, tables = made
    rows = {(row["unit"], row["subject"], row["item"]): row for row in tables["rates"]}
    assert rows.keys() == oracle.counts.keys()
    for key, row in rows.items():
        wanted = oracle.told(key)
        assert {name: row[name] for name in wanted} == wanted, key


def test_shares_of_a_denominator_are_of_it_and_others_have_none(made) -> None:
    oracle, _, _, tables = made
    for row in tables["rollup_tallies"]:
        key = row["unit"], row["subject"], row["item"]
        grade = oracle.grades(*key[1:]).get(row["grade"], {"neutral": True})
        aside = oracle.campaign.get("rates", {}).get("denominator") == "marks" and grade.get("neutral")
        valid = int(oracle.told(key)["valid"])
        assert row["share"] == ("" if aside else oracle.shown(Fraction(100 * int(row["count"]), valid)))


def test_pages_say_what_the_dataset_does(made) -> None:
    _, judged, book, tables = made
    cells = {
        "|".join([name, *(row[key] for key in keys), column]): value
        for name, keys in {
            "rates": ("unit", "subject", "item"),
            "category_rates": ("category", "subject", "item"),
        }.items()
        for row in tables[name]
        for column, value in row.items()
    }
    files, _ = pages(judged, book, "", {})
    shown = [(ref, text) for page in bodies(files).values() for ref, text, _ in figures(page) if ref in cells]
    assert len(shown) > 20
    assert not [(ref, text, cells[ref]) for ref, text in shown if text.rstrip("%").replace(",", "") != cells[ref]]


def test_the_printed_sheet_says_what_the_dataset_does(made) -> None:
    oracle, judged, book, _ = made
    (chapter,) = sheet(book, ".", judged.as_of).chapters
    printed = [cell.text(oracle.decimals) for block in chapter.blocks for line in block.lines for cell in line.cells]
    items = [(subject.id, item.id) for subject in judged.campaign.subjects for item in subject.items]
    for key in items:
        wanted = oracle.told((".", *key))
        for name, value in wanted.items():
            assert value + ("%" if name.endswith("rate") else "") in printed, (key, name)
    (_, file), = making(judged, book).files(["."], ["xlsx"])  # fmt: skip
    formats = {f'0.{"0" * oracle.decimals}"%"', f"0.{'0' * oracle.decimals}"}
    cells = [cell for page in load_workbook(io.BytesIO(file)).worksheets for row in page.iter_rows() for cell in row]
    rates = [cell for cell in cells if isinstance(cell.value, int | float) and cell.number_format in formats]
    spread = Counter(f"{cell.value:.{oracle.decimals}f}{'%' if '%' in cell.number_format else ''}" for cell in rates)
    assert spread == Counter(text for text in printed if "." in text)


def test_explain_says_what_the_dataset_does(made) -> None:
    oracle, judged, _, _ = made
    told = audience_tables(judged, "internal")
    word = oracle.campaign.get("words", {}).get("positive_rate", "满意率")
    for node, subject, item in oracle.counts:
        wanted = oracle.told((node, subject, item))
        text = explained(judged, told, node, f"{subject}/{item}", None)
        if "positive_rate" in wanted:
            assert re.search(
                rf"^{word}：\d+ ÷ \S+ {wanted['valid']} ＝ {wanted['positive_rate']}%$", text, re.MULTILINE
            )
        score = re.search(r"^得分：.* ＝ ([0-9.]+)$", text, re.MULTILINE)
        assert (score and score[1]) == wanted.get("score")
