"""The official sheets, read back: every number is the dataset's, in Excel, Word and PDF alike; and how they print."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from pypdf import PdfReader

from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT
from pingyi.model import BLANK, ROOT
from pingyi.publish.book import Book
from pingyi.publish.sheet_paths import FORMATS, SHEETS, Format, path
from pingyi.sheets import fonts
from pingyi.sheets.chapters import sheet
from pingyi.sheets.docx import default_template, word_file
from pingyi.sheets.make import NotPublishedError, making
from pingyi.sheets.page_fit import PAGES, SIZE
from pingyi.sheets.plain import plain
from pingyi.sheets.sheet_cache import Shelf
from pingyi.sheets.xlsx import sheet_workbook
from pingyi.tables.dataset import Origin, dataset
from support import campaigns
from support.campaigns import copied
from support.readers import squeezed
from support.situations import FULL

NODES = ("city-jia", "city-jia/highway", "city-jia/county-1")
REAL_NODES = ("dept-1",)
A4, A3 = (595, 842), (842, 1191)


class Made:
    """A campaign's sheets and, beside them, its dataset as it is published."""

    def __init__(self, root: Path, nodes: tuple[str, ...] = NODES, whole: tuple[Format, ...] = FORMATS) -> None:
        """`whole`: the formats of the whole campaign."""
        opened, tables = campaigns.opened(root), campaigns.tables(root)
        self.campaign, self.as_of = opened.campaign, opened.as_of
        self.book = Book(tables, self.campaign)
        self.maker = making(opened, self.book)
        self.files = dict(self.maker.files([ROOT], whole)) | dict(self.maker.files(nodes, FORMATS))
        published = dict(dataset(tables, Origin(self.campaign, self.as_of, "c")))
        self.rows = {name: json.loads(published[f"data/{name}.json"]) for name in tables}

    def lines(self, node: str) -> list[list[object]]:
        """The rows that a sheet must show, straight from the dataset: a unit's name and its figures of one subject and item."""
        places = [row["unit"] for row in self.rows["units"] if row["parent"] == node] + [node]
        found = []
        for subject in self.campaign.subjects:
            for item in subject.items:
                keys = {"subject": subject.id, "item": item.id}
                found += [line for unit in places if (line := self._line(unit, keys, item))]
        return found

    def _line(self, unit: str, keys: dict[str, str], item) -> list[object] | None:
        keys = {"unit": unit, **keys}
        tally = {row["grade"]: row["count"] for row in self._where("rollup_tallies", keys)}
        if not tally:
            return None
        (rate,) = self._where("rates", keys)
        if sum(tally.values()) == rate["valid"]:
            tally.setdefault(BLANK, 0)
        counts = [tally.get(mark) for mark in [*(grade.id for grade in item.grades), BLANK]]
        points = ("score",) if any(grade.weight is not None for grade in item.grades) else ()
        return [unit, *counts, *(rate[name] for name in ("valid", "top_rate", "positive_rate", *points))]

    def _where(self, table: str, keys: dict[str, str]) -> list[dict]:
        return [row for row in self.rows[table] if all(row[key] == value for key, value in keys.items())]

    def printed(self, line: list[object]) -> str:
        """A line's figures as they stand on paper, without the spaces between them."""
        whole = [figure for figure in line[1:] if not isinstance(figure, float)]
        top, positive, *points = line[1 + len(whole) :]
        texts = ["—" if count is None else str(count) for count in whole]
        return "".join([*texts, f"{top:.1f}%", f"{positive:.1f}%", *(f"{score:.1f}" for score in points)])


@pytest.fixture(scope="session")
def made() -> Made:
    return Made(CHECKOUT, whole=FORMATS if FULL else SHEETS)


@pytest.fixture(scope="session")
def real(insteval: Path) -> Made:
    """Real ballots: what the whole and a department of many units look like on paper."""
    return Made(insteval, REAL_NODES)


@pytest.fixture
def either(request: pytest.FixtureRequest) -> tuple[Made, str]:
    campaign, node = request.param
    return request.getfixturevalue(campaign), node


every_sheet = pytest.mark.parametrize(
    "either",
    [("made", node) for node in (ROOT, *NODES)] + [("real", node) for node in (ROOT, *REAL_NODES)],
    indirect=True,
    ids="-".join,
)


def rows_of(content: bytes) -> list[tuple[object, ...]]:
    return [row for page in load_workbook(io.BytesIO(content)) for row in page.iter_rows(values_only=True)]


def word_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    parts = [document.sections[0].header.paragraphs[0].text, *(part.text or "" for part in document.element.iter())]
    return "".join(parts)


def pdf_text(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@every_sheet
def test_excel_has_the_numbers_of_the_dataset_as_numbers(either: tuple[Made, str]):
    made, node = either
    rows = rows_of(made.files[path(node, "xlsx")])
    lines = made.lines(node)
    assert lines
    for _, *figures in lines:
        wanted = ["—" if figure is None else figure for figure in figures]
        windows = [list(row[at : at + len(wanted)]) for row in rows for at in range(1, len(row) - len(wanted) + 1)]
        assert wanted in windows


@every_sheet
def test_word_and_pdf_have_the_numbers_of_the_dataset(either: tuple[Made, str]):
    made, node = either
    tables = docx.Document(io.BytesIO(made.files[path(node, "docx")])).tables
    word = [squeezed("".join(cell.text for cell in row.cells)) for table in tables for row in table.rows]
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(made.files[path(node, "pdf")])).pages]
    lines = [made.printed(line) for line in made.lines(node)]
    assert lines
    assert [line for line in lines if not any(line in row for row in word)] == []
    assert [line for line in lines if not any(line in page for page in pages)] == []


def test_own_figures_and_those_of_the_units_below_add_up_to_the_total(made: Made):
    for block in sheet(made.book, "city-jia", made.as_of).chapters[0].blocks:
        total, *parts = block.lines
        assert total.total
        for number, cell in enumerate(total.cells):
            values = [part.cells[number].value for part in parts]
            if cell.kind == "integer":
                assert (cell.value or 0) == sum(value for value in values if value is not None), block.columns[number]


def test_every_form_names_unit_date_and_what_was_received_and_leaves_the_signatures_blank(made: Made):
    progress = made.book.progress("city-jia")
    said = (
        "甲市交通运输局",
        "2012年2月17日",
        f"应报{progress['expected']}个，已报{progress['received']}个",
        "填报单位（盖章）",
        "审核人：",
        "填表人：",
        "联系电话：",
        "演示数据",
    )
    texts = {
        "xlsx": "".join(str(value) for row in rows_of(made.files[path("city-jia", "xlsx")]) for value in row if value),
        "docx": word_text(made.files[path("city-jia", "docx")]),
        "pdf": pdf_text(made.files[path("city-jia", "pdf")]),
    }
    for form, text in texts.items():
        assert [words for words in said if words not in squeezed(text)] == [], form


def test_account_ledger_and_cases_follow_the_table(made: Made):
    report = made.book.one("reports", "city-jia")
    entries = made.book.of("rectification", "city-jia")
    cases = made.book.of("cases", "city-jia")
    assert all([report, entries, cases])
    wanted = [squeezed(report["account"])[:30], *(squeezed(case["title"]) for case in cases)]
    wanted += [squeezed(entry["problem"])[:8] for entry in entries]
    for form in ("docx", "pdf"):
        content = made.files[path("city-jia", form)]
        text = word_text(content) if form == "docx" else pdf_text(content)
        assert [words for words in wanted if words not in squeezed(text)] == []
        assert text.index("汇总表") < text.index("组织情况") < text.index("整改台账") < text.index("典型案例")
    pictures = [
        name for name in zipfile.ZipFile(io.BytesIO(made.files[path("city-jia", "docx")])).namelist() if "media" in name
    ]
    assert len(pictures) == len(made.book.of("case_pictures", "city-jia"))


def test_tables_print_across_a4_and_text_upright(made: Made):
    reader = PdfReader(io.BytesIO(made.files[path("city-jia", "pdf")]))
    shapes = [
        tuple(round(float(side)) for side in (page.mediabox.width, page.mediabox.height)) for page in reader.pages
    ]
    assert set(shapes) == {A4, A4[::-1], A3[::-1]}  # ledgers across, figures on what takes the fewest tables
    assert shapes[0] == A3[::-1]
    for page in load_workbook(io.BytesIO(made.files[path("city-jia", "xlsx")])):
        assert (page.page_setup.orientation, page.page_setup.fitToWidth) == ("landscape", 1)
        figures = page.cell(4, 1).value == "单位" and page.title[0].isdigit()
        assert page.page_setup.paperSize == int(page.PAPERSIZE_A3 if figures else page.PAPERSIZE_A4)
        assert {cell.font.sz >= SIZE for row in page.iter_rows() for cell in row} == {True}
    (chapter,) = sheet(made.book, ROOT, made.as_of).chapters
    assert {round(sum(block.widths)) for block in chapter.blocks} == {
        PAGES[chapter.paper]
    }  # as wide as the page, no wider


def word_sections(content: bytes) -> list[tuple[int, ...]]:
    """Width, height and margins (top, left, right, bottom) of each section, in millimetres."""
    sides = ("page_width", "page_height", "top_margin", "left_margin", "right_margin", "bottom_margin")
    sections = docx.Document(io.BytesIO(content)).sections
    return [tuple(round(getattr(section, side).mm) for side in sides) for section in sections]


def test_texts_stand_where_gb_t_9704_wants_them(made: Made):
    """The type area is 156 × 225 mm, 37 ± 1 mm below the top and 28 ± 1 mm from the left."""
    _, texts = word_sections(made.files[path("city-jia", "docx")])
    assert texts == (210, 297, 37, 28, 26, 35)
    reader = PdfReader(io.BytesIO(made.files[path("city-jia", "pdf")]))
    upright = [page for page in reader.pages if page.mediabox.width < page.mediabox.height]
    found: list[float] = []

    def seen(text: str, place: list[float], line: list[float], *_: object) -> None:
        if text.strip():
            found.append(place[4] + place[0] * line[4])

    for page in upright:
        page.extract_text(visitor_text=seen)
    assert abs(min(found) * 25.4 / 72 - 28) <= 1


def test_page_numbers_in_word_are_fields_with_a_result(made: Made):
    """WPS drops a field that has none."""
    footer = docx.Document(io.BytesIO(made.files[path("city-jia", "docx")])).sections[0].footer._element.xml
    kinds = re.findall(r'fldCharType="(\w+)"', footer)
    assert kinds == ["begin", "separate", "end"] * 2
    assert re.findall(r"<w:instrText[^>]*> (\w+) <", footer) == ["PAGE", "NUMPAGES"]


def test_rates_of_each_grade_and_of_all_items_stand_beside_the_counts(made: Made):
    """The oracle: counts of the dataset, divided as fractions and rounded half up."""
    (chapter,) = sheet(made.book, ROOT, made.as_of).chapters
    (subject, *_) = made.campaign.subjects
    sums: dict[str, int] = {}
    for item, told in zip(subject.items, chapter.subjects[0].items, strict=False):
        counts = {
            row["grade"]: row["count"]
            for row in made._where("rollup_tallies", {"unit": ROOT, "subject": subject.id, "item": item.id})
        }
        sums = {grade: sums.get(grade, 0) + count for grade, count in counts.items()}
        assert [(title, cell.value) for title, cell, _ in told.grades] == [
            (grade.title, counts[grade.id]) for grade in item.grades
        ]
    every = chapter.subjects[0].items[-1]
    assert every.title == "各项合计"
    whole = sum(sums.values())
    wanted = {
        grade.title: f"{float((Decimal(100 * sums[grade.id]) / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)):.1f}%"
        for grade in subject.items[0].grades
    }
    assert {title: share.text(1) for title, _, share in every.grades[1:]} == dict(list(wanted.items())[1:])
    (top, _), *_ = [(figure.text(1), title) for title, figure in every.figures if "占比" in title]
    assert top == next(iter(wanted.values()))
    printed = [cell.text(1) for block in chapter.blocks for line in block.lines[:1] for cell in line.cells]
    assert set(wanted.values()) <= set(printed)


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_a_campaign_may_choose_paper_and_put_items_in_rows(made: Made, paper: str):
    campaign = replace(made.campaign, data={**made.campaign.data, "sheet": {"layout": "rows", "paper": paper}})
    book = Book(dict(campaigns.tables()), campaign)
    (chapter,) = sheet(book, "city-jia/highway", made.as_of).chapters
    assert chapter.paper == paper
    assert {round(sum(block.widths)) for block in chapter.blocks} == {PAGES[paper]}
    names = [line.name for block in chapter.blocks for line in block.lines]
    titles = [item.title for subject in campaign.subjects for item in subject.items]
    assert [name for name in names if name in titles] == titles
    assert names.count("各项合计") == len(campaign.subjects)


def test_a_word_template_may_loop_over_items_and_grades(made: Made):
    template = docx.Document()
    template.add_paragraph(
        "{% for subject in chapters[0].subjects %}{% for item in subject['items'] %}{{ item.title }}："
        "{% for grade in item.grades %}{{ grade.title }}{{ grade.count }}票{{ grade.share }} {% endfor %}{% endfor %}{% endfor %}"
    )
    out = io.BytesIO()
    template.save(out)
    text = word_text(word_file(sheet(made.book, "city-jia/highway", made.as_of), out.getvalue(), lambda _: None))
    (row,) = made._where("rates", {"unit": "city-jia/highway", "subject": "organisation", "item": "promises"})
    assert f"为民服务承诺兑现：满意{row['top']}票" in text


def test_the_template_of_the_guide_does_what_it_says(made: Made):
    """A paragraph a line of the guide's example; and a table with a row an item and a column a grade."""
    guide = (CHECKOUT / "docs/guide/office.md").read_text("utf-8").partition("{ #word-template }")[2]
    template = docx.Document()
    for line in guide.partition("```text\n")[2].partition("\n```")[0].splitlines():
        template.add_paragraph(line)
    row, repeated = re.findall(r"`(\{%tr for .+? %\})`", guide)[0], re.findall(r"`(\{%tc for .+? %\})`", guide)[0]
    table = template.add_table(rows=3, cols=4)
    cells = ("{{ item.title }}", repeated, "{{ grade.share }}", "{%tc endfor %}")
    table.cell(0, 0).text, table.cell(2, 0).text = (
        row.replace("in subject", "in chapters[0].subjects[0]"),
        "{%tr endfor %}",
    )
    for place, text in enumerate(cells):
        table.cell(1, place).text = text
    out = io.BytesIO()
    template.save(out)
    document = sheet(made.book, "city-jia/highway", made.as_of)
    printed = docx.Document(io.BytesIO(word_file(document, out.getvalue(), lambda _: None)))
    lines = [paragraph.text for paragraph in printed.paragraphs]
    (item, *_) = (subject := plain(document)["chapters"][0]["subjects"][0])["items"]
    said = "".join(f"{grade['title']} {grade['count']} 票，占 {grade['share']}；" for grade in item["grades"])
    assert lines[:2] == [subject["title"], f"{item['title']}：{said}"]
    assert not [line for line in lines if "%" in line.replace("%；", "")]
    found = [[cell.text for cell in row.cells] for row in printed.tables[0].rows]
    assert found == [[it["title"], *(grade["share"] for grade in it["grades"])] for it in subject["items"]]


def test_lines_are_thick_enough_for_a_fax(made: Made):
    """At least 0.75 pt: in Word six eighths of a point, in Excel anything but a hairline."""
    word = docx.Document(io.BytesIO(made.files[path("city-jia", "docx")])).element
    sizes = [int(line.get(f"{{{line.nsmap['w']}}}sz")) for borders in word.iter("{*}tblBorders") for line in borders]
    assert min(sizes) >= 6
    book = load_workbook(io.BytesIO(made.files[path("city-jia", "xlsx")]))
    styles = {cell.border.left.style for page in book for row in page.iter_rows() for cell in row}
    assert styles == {None, "thin"}
    template = resources.files("pingyi").joinpath("templates/sheet.typ").read_text("utf-8")
    assert float(re.findall(r"line-width = ([0-9.]+)pt", template)[0]) >= 0.75


def test_only_reporting_units_and_the_office_have_a_dossier_with_contents_and_page_numbers(made: Made, real: Made):
    dossiers = {name for campaign in (made, real) for name in campaign.files if name.endswith(".dossier.pdf")}
    assert dossiers == {path(node, "dossier.pdf") for node in (ROOT, "city-jia", *REAL_NODES)}
    pages = PdfReader(io.BytesIO(made.files[path("city-jia", "dossier.pdf")])).pages
    contents = squeezed(pages[1].extract_text())
    below = [case["title"] for unit in made.book.below("city-jia") for case in made.book.of("cases", unit["unit"])]
    assert contents.startswith("群众评议创先争优破解难题活动材料汇编")
    assert "目录" in contents
    assert "整改台账" in contents
    assert [title for title in below if squeezed(title) not in contents] == []
    assert f"第2页共{len(pages)}页" in contents


def test_sheets_are_the_same_whenever_they_are_made(made: Made):
    again = dict(made.maker.files(["city-jia"], FORMATS))
    assert [name for name, content in again.items() if made.files[name] != content] == []
    for form in ("xlsx", "docx"):
        archive = zipfile.ZipFile(io.BytesIO(again[path("city-jia", form)]))
        assert {entry.date_time for entry in archive.infolist()} == {(2012, 2, 17, 0, 0, 0)}


HOSTILE = (
    '=HYPERLINK("x")',
    "+1",
    "-1",
    "@a",
    "\t=1",
    "{{ 7*7 }}",
    "{% raw %}",
    "#let x = 1",
    "<w:p/>&amp;",
    "*粗*_斜_$x$",
    "\\ @ref <l>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_every_form(made: Made, text: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(made.book.one("units", "city-jia/highway"), "name", text)
    monkeypatch.setitem(made.book.names, "city-jia/highway", text)
    for row in made.book.of("rectification", "city-jia/highway"):
        monkeypatch.setitem(row, "problem", text)
    files = dict(made.maker.files(["city-jia/highway"], ["xlsx", "docx", "pdf"]))
    cells = [
        cell
        for page in load_workbook(io.BytesIO(files[path("city-jia/highway", "xlsx")]))
        for row in page.iter_rows()
        for cell in row
        if cell.value == text
    ]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert {bool(cell.quotePrefix) for cell in cells} == {text.startswith(("=", "+", "-", "@", "\t"))}
    word = docx.Document(io.BytesIO(files[path("city-jia/highway", "docx")]))
    assert text.strip() in [cell.text.strip() for table in word.tables for row in table.rows for cell in row.cells]
    pdf = PdfReader(io.BytesIO(files[path("city-jia/highway", "pdf")])).pages[0].extract_text()
    assert squeezed(text) in squeezed(pdf)


def test_without_a_chinese_font_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(fonts, "SERIF", ("No Such Font",))
    monkeypatch.setattr(fonts, "SANS", ())
    with pytest.raises(fonts.NoFontError, match="pip install"):
        fonts.faces()
    result = CliRunner().invoke(
        cli, ["sheet", "city-jia", "--root", str(CHECKOUT), "-o", str(tmp_path), "--format", "pdf"]
    )
    assert result.exit_code == 1
    assert "no Chinese font" in result.output
    assert "Traceback" not in result.output


def test_an_audience_without_results_has_no_sheets(made: Made):
    with pytest.raises(NotPublishedError):
        making(campaigns.opened(), Book(campaigns.tables(audience="public"), made.campaign))


def test_the_office_may_use_a_word_template_of_its_own(tmp_path: Path):
    copied(tmp_path)
    own = docx.Document(io.BytesIO(default_template()))
    own.paragraphs[0].insert_paragraph_before("示例厅专用 {{ name }}")
    own.save(str(tmp_path / "data/sheet.docx"))
    arguments = ["sheet", "city-jia", "--root", str(tmp_path), "-o", str(tmp_path / "out"), "--format", "docx"]
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    paragraphs = docx.Document(str(tmp_path / "out/sheets/city-jia.docx")).paragraphs
    assert paragraphs[0].text == "示例厅专用 甲市交通运输局"


def test_a_picture_that_cannot_be_had_is_left_out(made: Made):
    document = sheet(made.book, "city-jia", made.as_of)
    content = word_file(document, default_template(), lambda _: None)
    assert not [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "media" in name]
    assert sheet_workbook(document)


def test_unknown_units_are_named():
    result = CliRunner().invoke(cli, ["sheet", "city-nowhere", "--root", str(CHECKOUT)])
    assert result.exit_code == 2
    assert "city-nowhere" in result.output


def test_what_was_hidden_to_protect_people_shows_as_a_star_and_own_figures_are_left_out():
    """As a release hands them over: no tables of own figures, and a status beside what is told."""
    opened, tables = campaigns.opened(), campaigns.tables()
    for name in ("rates", "rollup_tallies", "rollup_ballots"):
        hidden = tables[name]["unit"] == "city-jia/highway"
        tables[name] = tables[name].copy()
        columns = [column for column, kind in tables[name].dtypes.items() if str(kind) in ("Int64", "Float64")]
        tables[name].loc[hidden, columns] = None
        tables[name]["status"] = hidden.map({True: "suppressed", False: "shown"})
    told = {name: table for name, table in tables.items() if name not in ("ballots", "tallies", "reports", "coverage")}
    blocks = sheet(Book(told, opened.campaign), "city-jia", opened.as_of).chapters[0].blocks
    for block in blocks:
        lines = {line.name: line for line in block.lines}
        assert "本级" not in lines
        figures = [cell.text(1) for cell in lines["甲市公路管理局党支部"].cells]
        assert set(figures[2:] if block is blocks[0] else figures) <= {"*", "—"}
        assert "*" in figures
        assert "*" not in {cell.text(1) for cell in lines["合计"].cells}


def test_a_kept_sheet_is_taken_only_while_nothing_of_it_has_changed(tmp_path: Path):
    made = []

    def take(shelf: Shelf, part: bytes) -> bytes:
        return shelf.take([part], lambda: made.append(part) or b"sheet of " + part)

    for _ in range(2):
        shelf = Shelf(tmp_path)
        assert take(shelf, b"one") == b"sheet of one"
        shelf.tidy()
    assert made == [b"one"]
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    assert take(Shelf(tmp_path), b"one") == b"sheet of one"
    shelf = Shelf(tmp_path)
    take(shelf, b"two")
    shelf.tidy()
    assert made == [b"one", b"one", b"two"]
    assert [path.name for path in tmp_path.iterdir()] == list(shelf.used)
