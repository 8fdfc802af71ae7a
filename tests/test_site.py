"""The built site: its links, its figures, its audiences, hostile and broken reports, and that builds repeat."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
import yaml
from lxml import etree, html
from pypdf import PdfReader

from pingyi.contract.assets import CHECKOUT
from pingyi.disclosure import is_public
from pingyi.load.documents import read_document
from pingyi.load.source import Folder
from pingyi.publish.picture_sizes import size
from pingyi.site.prose import prose, staged
from pingyi.tables.dictionary import TABLES

pytestmark = pytest.mark.xdist_group("site")

TOWN = CHECKOUT / "tests/campaigns/town"
AS_OF = datetime(2012, 2, 17, tzinfo=UTC)
REFERRING = ("src", "href", "srcset", "action", "poster", "data", "formaction")
ELSEWHERE = re.compile(r"(?:^|[\s,])(?:https?:)?//")
STYLED_ELSEWHERE = re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//""")
SENTENCE = re.compile(r"(?=.*[，。]).{13}", re.DOTALL)
NUMBER = re.compile(r"-?[0-9][0-9.,]*%?")
RESULT_PAGES = {
    "results/index.html": "结果", "ledger.html": "整改台账", "supervision.html": "督导督查", "sheets.html": "汇总表",
}  # fmt: skip


def campaign(folder: Path, source: Path = CHECKOUT) -> Path:
    """A root of its own with a copy of a campaign's data, and of its prose where that is not the tool's."""
    for name in ("data",) if source == CHECKOUT else ("data", "docs"):
        shutil.copytree(source / name, folder / name)
    return folder


def command(root: Path, *arguments: object) -> list[str]:
    return [sys.executable, "-m", "pingyi", "build", "--root", str(root), *map(str, arguments)]


def run(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8", check=False
    )


def build(root: Path, *arguments: object) -> Path:
    """The folder of the site, which must have been built without a warning."""
    done = run(command(root, *arguments))
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return root / "site"


@pytest.fixture(scope="module")
def internal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(campaign(tmp_path_factory.mktemp("internal")), "--audience", "internal")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(campaign(tmp_path_factory.mktemp("public")), "--audience", "public")


@pytest.fixture(params=["internal", "public"])
def site(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


def pages(site: Path) -> dict[str, etree._Element]:
    parser = html.HTMLParser(encoding="utf-8")
    return {
        path.relative_to(site).as_posix(): html.parse(str(path), parser).getroot()
        for path in sorted(site.rglob("*.html"))
    }


def files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def squeezed(text: str) -> str:
    """Text without what layout and the search's word breaks may add."""
    return re.sub(r"[\s\u200b]+", "", text)


def readable(path: str, content: bytes) -> str:
    """What a file says, unpacked."""
    if path.endswith(".pdf"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if path.endswith((".zip", ".xlsx", ".docx")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return (gzip.decompress(content) if path.endswith(".gz") else content).decode("utf-8", "replace")


def everything(site: Path) -> str:
    """All that the files of a site say, the search index and compressed files included."""
    texts = []
    for path, content in files(site).items():
        text = readable(path, content)
        texts.append(json.dumps(json.loads(text), ensure_ascii=False) if path.endswith(".json") else text)
    return squeezed("\n".join(texts))


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
    assert len(links) > 1000
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
    figures = [
        (path, figure.get("data-ref"), figure.xpath("string()"))
        for path, page in pages(internal).items()
        for figure in page.xpath("//*[@data-ref]")
    ]
    assert len(figures) > 2000
    assert [(path, ref, text) for path, ref, text in figures if published.get(ref, "no such cell") != text] == []


def test_every_number_in_a_table_of_results_names_its_cell(internal: Path):
    numbers = [
        cell
        for cell in pages(internal)["results/index.html"].xpath("//td")
        if NUMBER.fullmatch(cell.xpath("string()").strip())
    ]
    assert len(numbers) > 100
    assert [cell.xpath("string()") for cell in numbers if not cell.xpath(".//@data-ref")] == []


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
    sentences = {squeezed(part) for text in texts for part in re.split(r"[。\n]", text) if len(part) > 10}
    inside, outside = everything(internal), everything(public)
    assert sum(sentence in inside for sentence in sentences) > 100, "the search must be able to find them"
    assert {sentence for sentence in sentences if sentence in outside} == set()


def test_the_public_site_has_no_sentence_of_a_table_of_results(internal: Path, public: Path):
    outside = everything(public)
    tables = {name: json.loads((internal / f"data/{name}.json").read_text("utf-8")) for name in TABLES}
    rows = [row for name, table in TABLES.items() if table.results for row in tables[name]]
    texts = {text for row in rows for text in row.values() if SENTENCE.search(str(text))}
    assert len(texts) > 100
    assert [text for text in texts if squeezed(text) in outside] == []


def without_hook(root: Path, site: Path) -> dict[str, bytes]:
    """The files of the site that plain MkDocs makes of what was staged, without our hook."""
    config = yaml.safe_load((root / "build/mkdocs.yml").read_text("utf-8"))
    del config["hooks"]
    (root / "build/plain.yml").write_text(yaml.safe_dump(config), "utf-8")
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(root / "build/plain.yml"), "-d", str(site)]
    done = run(mkdocs, SOURCE_DATE_EPOCH=str(int(AS_OF.timestamp())))
    assert done.returncode == 0, done.stderr
    return files(site)


def test_builds_repeat_byte_for_byte_with_their_search_index(internal: Path, tmp_path: Path):
    build(internal.parent, "--audience", "internal", "--site", tmp_path / "again")
    first, again = files(internal), files(tmp_path / "again")

    assert "search/index.json" in first
    assert first.keys() == again.keys()
    assert [path for path in first if first[path] != again[path]] == []


def test_plain_mkdocs_without_the_hook_makes_the_same_pages(internal: Path, tmp_path: Path):
    ours = {path: content for path, content in files(internal).items() if not path.startswith("search/")}
    plain = without_hook(internal.parent, tmp_path / "plain")

    assert ours.keys() == plain.keys()
    assert [path for path in ours if ours[path] != plain[path]] == []


LINE = (
    "<script>alert(1)</script></title><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}[点](https://evil.example/)&lt;]]>`"
)
TEXT = f"{LINE}\n\n```\n{LINE}\n```\n\n# {LINE}\n\n    {LINE}\n- {LINE}"
SHORT = "<img src=x onerror=alert(1)>{{7*7}}`]]>&lt;"
TEXTS = (
    "background", "actions", "results", "lessons", "problem", "cause", "goal", "measure", "evidence", "self_check", "account",
)  # fmt: skip
LINES = ("alt", "caption", "reason", "note")
SHORTS = ("owner", "title", "post", "prepared_by", "reviewed_by", "approved_by")
HOSTILE = dict.fromkeys(TEXTS, TEXT) | dict.fromkeys(LINES, LINE) | dict.fromkeys(SHORTS, SHORT)
DONE = "//*[@onerror] | //img[@src='x'] | //script[starts-with(., 'alert')] | //a[contains(@href, 'evil.example')]"


def hostile(value: object, key: str = "") -> object:
    """A report in which every free text is hostile, and begins with the name of its field."""
    if isinstance(value, dict):
        return {name: hostile(entry, name) for name, entry in value.items()}
    if isinstance(value, list):
        return [hostile(entry, key) for entry in value]
    return key + HOSTILE[key] if key in HOSTILE else value


def test_hostile_texts_show_as_text(tmp_path: Path):
    root = campaign(tmp_path)
    report, _ = read_document(Folder(root), "data/units/city-jia.yml")
    (root / report.path).write_text(yaml.safe_dump(hostile(report.data), allow_unicode=True), "utf-8")
    roster = (root / "data/roster.csv").read_text("utf-8")
    (root / "data/roster.csv").write_text(roster.replace(",甲市交通运输局,", f",{LINE},"), "utf-8")

    found = pages(build(root, "--no-sheets"))
    unit, case = found["units/city-jia.html"], found["cases/city-jia/plough-before-first-bus.html"]
    said = squeezed("".join(found[path].xpath("string(//body)") for path in found))
    assert [path for path, page in found.items() if page.xpath(DONE)] == []
    assert [key for key in HOSTILE.keys() - {"alt"} if squeezed(key + HOSTILE[key]) not in said] == []
    assert f"alt{LINE}" in case.xpath("//img/@alt")
    assert unit.xpath("string(//h1)") == LINE
    assert case.xpath("string(//h1)") == f"title{SHORT}"

    indexed = [json.loads(path.read_text("utf-8")) for path in (root / "site/search/pages").iterdir()]
    assert LINE in {page["title"] for page in indexed}
    assert any(squeezed(LINE) in squeezed(page["text"]) for page in indexed)
    plain = without_hook(root, tmp_path / "plain")
    assert [path for path in plain if plain[path] != (root / "site" / path).read_bytes()] == []


def test_broken_reports_are_named_and_do_not_stop_the_build(tmp_path: Path):
    root = campaign(tmp_path)
    units = root / "data/units"
    (units / "city-jia/highway.yml").write_text("unit: [\n", "utf-8")
    sums = (units / "pref-yi/highway.yml").read_text("utf-8")
    (units / "pref-yi/highway.yml").write_text(re.sub(r"satisfied: (\d+)", r"satisfied: 1\1", sums, count=1), "utf-8")
    (units / "nowhere.yml").write_text(sums.replace("pref-yi/highway", "nowhere"), "utf-8")

    progress = pages(build(root, "--no-sheets"))["progress/index.html"].xpath("string(//main)")

    for unit in ("city-jia/highway", "pref-yi/highway", "nowhere"):
        assert f"data/units/{unit}.yml" in progress


def test_a_broken_link_in_prose_stops_the_build(tmp_path: Path):
    root = campaign(tmp_path, TOWN)
    with (root / "docs/guide/index.md").open("a", encoding="utf-8") as page:
        page.write("\n[不在](nowhere.md)\n")
    done = run(command(root, "--no-sheets"))
    assert done.returncode != 0
    assert "nowhere.md" in done.stderr


def test_pictures_of_the_guide_keep_their_place_before_they_arrive():
    written = prose(CHECKOUT)
    guide = staged("guide/doors.md", written, set()).decode()
    width, height = size(written["assets/doors/unit.png"])
    assert f"](../assets/doors/unit.png){{ width={width} height={height} }}" in guide
    assert guide.count("](../assets/") == guide.count("{ width=")


def test_two_campaigns_build_at_the_same_time_each_with_its_own_prose(tmp_path: Path):
    sample, town = campaign(tmp_path / "sample"), campaign(tmp_path / "town", TOWN)
    builds = [
        subprocess.Popen(command(root, "--no-sheets"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for root in (sample, town)
    ]
    assert [process.wait() for process in builds] == [0, 0]

    ours, theirs = pages(sample / "site"), pages(town / "site")
    assert theirs["guide/index.html"].xpath("string(//h1)").startswith("测评说明")
    assert {path for path in theirs if path.startswith("guide/")} == {"guide/index.html", "guide/questions.html"}
    assert "guide/reporting.html" in ours
    assert "甲市" not in everything(town / "site")
    assert "示例镇" not in everything(sample / "site")
