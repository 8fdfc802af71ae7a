"""Which sheets there are, and their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

from pingyi.check.run import MAX_FILE
from pingyi.model import ROOT
from pingyi.opening import Opened
from pingyi.pages.book import Book
from pingyi.sheets import AWARDS, FORMATS, PRINTED, Format, path
from pingyi.sheets.chapters import dossier, sheet
from pingyi.sheets.content import Picture
from pingyi.sheets.fonts import NoFontError, faces

TEMPLATE = "data/sheet.docx"
"""A campaign's own Word template."""

Offered = Mapping[str, Sequence[Format]]
"""Node to the formats of its sheet."""


class NotPublishedError(Exception):
    """The audience gets no results, so there are no sheets."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What all sheets are made from. `template`: the campaign's own Word template; None: the tool's."""

    book: Book
    as_of: date
    picture: Picture
    template: bytes | None = None

    def files(self, nodes: Iterable[str], formats: Sequence[Format]) -> Iterator[tuple[str, bytes]]:
        """Path and content of the sheets of the nodes, one after another. Raises `NoFontError` for a PDF without a font."""
        # Office and PDF libraries are slow to import.
        from pingyi.sheets.awards import awards  # noqa: PLC0415
        from pingyi.sheets.docx import default_template, word_file  # noqa: PLC0415
        from pingyi.sheets.pdf import Printer  # noqa: PLC0415
        from pingyi.sheets.xlsx import workbook  # noqa: PLC0415

        template = self.template or default_template()
        with ExitStack() as stack:
            printer = stack.enter_context(Printer(self.picture)) if {*PRINTED} & {*formats} else None
            for node in nodes:
                document = sheet(self.book, node, self.as_of)
                if "xlsx" in formats:
                    yield path(node, "xlsx"), workbook(document)
                    if node == ROOT and self.book.all("bands"):
                        yield AWARDS, awards(self.book, document)
                if "docx" in formats:
                    yield path(node, "docx"), word_file(document, template, self.picture)
                if printer and "pdf" in formats:
                    yield path(node, "pdf"), printer.pdf(document)
                if printer and "dossier.pdf" in formats and has_dossier(self.book, node):
                    yield path(node, "dossier.pdf"), printer.pdf(dossier(self.book, node, self.as_of))


def making(opened: Opened, book: Book) -> Maker:
    """What the sheets of an opened campaign are made from. Raises `NotPublishedError`."""
    if not book.has("rates"):
        raise NotPublishedError("this audience gets no results, so there are no sheets")

    def read(path: str) -> bytes | None:
        # As the check read it: a link is never followed.
        found = opened.raw.reports.read(path, MAX_FILE)
        return found if isinstance(found, bytes) else None

    return Maker(book, opened.repository.as_of, read, read(TEMPLATE))


def offer(book: Book) -> tuple[Offered, list[str]]:
    """The sheets that stand on the site: of the whole campaign and of every reporting unit; and what cannot be, in sentences.

    The command makes those of all other units.
    """
    if not book.has("rates"):
        return {}, []
    forms, complaints = FORMATS, []
    try:
        faces()
    except NoFontError as error:
        forms = tuple(form for form in FORMATS if form not in PRINTED)
        complaints = [f"The site has no sheets as PDF: {error}"]
    return dict.fromkeys([ROOT, *(row["unit"] for row in book.reporting_units())], forms), complaints


def files(opened: Opened, book: Book, offered: Offered) -> dict[str, bytes]:
    """Path on the site and content of every sheet that it offers."""
    forms = next(iter(offered.values()), ())
    return dict(making(opened, book).files(offered, forms)) if offered else {}


def has_dossier(book: Book, node: str) -> bool:
    """Only reporting units and the office hand in everything in one file."""
    unit = book.one("units", node)
    return node == ROOT or (unit is not None and unit["kind"] == "reporting")
