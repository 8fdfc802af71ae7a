"""The built site: its links, its figures, its audiences, and that builds repeat."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from filelock import FileLock

from pingyi.contract.assets import CHECKOUT
from pingyi.disclosure import is_public
from pingyi.load.documents import read_document
from pingyi.load.source import Folder
from pingyi.tables.dictionary import TABLES
from support.figures import figures
from support.readers import chinese, everything, files, pages, readable
from support.sites import PRINTED_UNIT, built_apart, without_hook
from support.situations import FULL

REFERRING = ("src", "href", "srcset", "action", "poster", "data", "formaction")
ELSEWHERE = re.compile(r"(?:^|[\s,])(?:https?:)?//")
STYLED_ELSEWHERE = re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//""")
SENTENCE = re.compile(r"(?=.*[，。]).{13}", re.DOTALL)
NUMBER = re.compile(r"-?[0-9][0-9.,]*%?")
RESULT_PAGES = {
    "results/index.html": "结果", "ledger.html": "整改台账", "supervision.html": "督导督查", "sheets.html": "汇总表",
}  # fmt: skip


@pytest.fixture(params=["internal", "public", "town_site"])
def site(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


def test_every_link_and_anchor_leads_somewhere(site: Path):
    found = pages(site)
    ids = {site / path: {*page.xpath("//@id"), *page.xpath("//a/@name")} for path, page in found.items()}
    links = [(path, link) for path, page in found.items() for link in page.xpath("//@href | //@src")]
    broken = []
    for path, link in links:
        address, anchor = map(unquote, urldefrag(link))
        target = address.partition("?")[0]
        home = site if target.startswith("/") else (site / path).parent
        place = (home / target.lstrip("/")).resolve() if target else site / path
        place = place / "index.html" if place.is_dir() else place
        if not urlsplit(link).scheme and (not place.is_file() or (anchor and anchor not in ids.get(place, ()))):
            broken.append((path, link))
    assert len(links) > 500
    assert broken == []


def test_no_page_refers_to_another_host(site: Path):
    attributes = " | ".join(f"//@{name}" for name in REFERRING)
    found = pages(site).items()
    links = [(path, link) for path, page in found for link in page.xpath(attributes) if ELSEWHERE.search(link)]
    inline = [(path, css) for path, page in found for css in page.xpath("//@style | //style/text()")]
    styles = inline + [(path, path.read_text("utf-8")) for path in site.rglob("*.css")]
    assert links == []
    assert [path for path, css in styles if STYLED_ELSEWHERE.search(css)] == []


def test_every_page_says_that_the_data_is_a_demonstration(site: Path):
    assert [path for path, page in pages(site).items() if "演示数据" not in page.xpath("string(//body)")] == []


def cells(site: Path) -> dict[str, str]:
    """What a page must show for each `data-ref`: the cells of the published CSV files, rates with their sign."""
    found = {}
    for name, table in TABLES.items():
        with (site / f"data/{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                key = "|".join(row[column] for column in table.key)
                for column in table.columns.values():
                    sign = "%" if column.type == "rate" and row[column.name] else ""
                    found[f"{name}|{key}|{column.name}"] = row[column.name] + sign
    return found


def test_every_figure_is_the_dataset_cell_that_it_names(internal: Path):
    published = cells(internal)
    shown = [(path, ref, text) for path, page in pages(internal).items() for ref, text, _ in figures(page)]
    assert len(shown) > 8000
    assert [
        (path, ref, text)
        for path, ref, text in shown
        if published.get(ref, "no such cell") not in (text, text.replace(",", ""))
    ] == []


def test_every_number_in_a_table_of_results_names_its_cell(internal: Path):
    found = [page for path, page in pages(internal).items() if path.startswith(("results/", "units/"))]
    cells = [cell for page in found for cell in page.xpath("//td")]
    numbers = [cell for cell in cells if NUMBER.fullmatch(cell.xpath("string()").strip())]
    assert len(numbers) > 8000
    named = {cell for page in found for _, _, cell in figures(page)}
    # An item that nobody can have left blank has a 0 there, which no report says and no table holds.
    untold = [cell for cell in numbers if cell not in named and not cell.xpath(".//@data-ref")]
    assert {(cell.xpath("string()").strip(), *cell.xpath("./span/@class")) for cell in untold} <= {("0", "none")}


def test_the_public_site_has_no_page_table_or_navigation_of_results(public: Path):
    withheld = {f"{name}.{form}" for name in TABLES if not is_public(name) for form in ("csv", "json")}
    assert [page for page in RESULT_PAGES if (public / page).exists()] == []
    assert {"rates.csv", "chase.csv"} <= withheld
    assert withheld & {path.name for path in (public / "data").iterdir()} == set()
    for path, page in pages(public).items():
        assert not {text.strip() for text in page.xpath("//nav//a//text()")} & set(RESULT_PAGES.values()), path


def test_the_public_site_says_nothing_of_any_self_check(internal: Path, public: Path):
    found = [
        read_document(Folder(CHECKOUT), path.relative_to(CHECKOUT).as_posix())[0]
        for path in (CHECKOUT / "data/units").rglob("*.yml")
    ]
    texts = [report.data.get("consultation", {}).get("self_check", "") for report in found if report]
    sentences = {chinese(part) for text in texts for part in re.split(r"[。\n]", text) if len(part) > 10}
    inside, outside = chinese(everything(internal, but=(".pdf",))), chinese(everything(public))
    assert sum(sentence in inside for sentence in sentences) > 100, "the search must be able to find them"
    dossier = chinese(readable("x.pdf", (internal / f"sheets/{PRINTED_UNIT}.dossier.pdf").read_bytes()))
    assert any(sentence in dossier for sentence in sentences), "on paper too"
    assert {sentence for sentence in sentences if sentence in outside} == set()


def test_the_public_site_has_no_sentence_of_a_table_of_results(internal: Path, public: Path):
    outside = chinese(everything(public))
    tables = {name: json.loads((internal / f"data/{name}.json").read_text("utf-8")) for name in TABLES}
    rows = [row for name, table in TABLES.items() if table.results for row in tables[name]]
    texts = {text for row in rows for text in row.values() if SENTENCE.search(str(text))}
    assert len(texts) > 100
    assert [text for text in texts if chinese(text) in outside] == []


REPEATED = ["town_site", *(["internal"] if FULL else [])]


@pytest.mark.parametrize("site", REPEATED, indirect=True)
def test_builds_repeat_byte_for_byte_with_their_search_index(site: Path, tmp_path: Path):
    with FileLock(f"{site.parent}.lock"):
        built_apart(site.parent, "--audience", "internal", "--site", tmp_path / "again")
    first, again = files(site), files(tmp_path / "again")

    assert "search/index.json" in first
    assert first.keys() == again.keys()
    assert [path for path in first if first[path] != again[path]] == []


@pytest.mark.parametrize("site", REPEATED, indirect=True)
def test_plain_mkdocs_without_the_hook_makes_the_same_pages(site: Path, tmp_path: Path):
    ours = {path: content for path, content in files(site).items() if not path.startswith("search/")}
    with FileLock(f"{site.parent}.lock"):
        plain = without_hook(site.parent, tmp_path / "plain")

    assert ours.keys() == plain.keys()
    assert [path for path in ours if ours[path] != plain[path]] == []
