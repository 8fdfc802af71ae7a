"""Which sheets there are, and their files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pingyi.campaign.judged import Judged
from pingyi.load.attached import MAX_FILE
from pingyi.load.source import Source
from pingyi.model import ROOT
from pingyi.publish.book import Book
from pingyi.publish.plain_pictures import plain_picture
from pingyi.publish.sheet_paths import AWARDS, FORMATS, PRINTED, SHEETS, Format, Offered, path
from pingyi.sheets.awards import awards
from pingyi.sheets.chapters import dossier, sheet
from pingyi.sheets.content import Picture, SheetDocument
from pingyi.sheets.docx import default_template, word_file
from pingyi.sheets.fonts import NoFontError, faces
from pingyi.sheets.pdf import Printer
from pingyi.sheets.sheet_cache import Shelf
from pingyi.sheets.xlsx import sheet_workbook

DOSSIERS_TO = 500
"""Up to so many units the site has dossiers: they hold everything, and take their time."""

TEMPLATE = "data/sheet.docx"
"""A campaign's own Word template."""


class NotPublishedError(Exception):
    """The audience gets no results, so there are no sheets."""


class Writer(NamedTuple):
    """How a format is made, and what this depends on beside the document and its pictures."""

    make: Callable[[SheetDocument], bytes]
    about: bytes = b""


@dataclass(frozen=True, slots=True)
class SheetMaker:
    """What all sheets are made from. `template`: the campaign's own Word template; None: the tool's."""

    book: Book
    as_of: date
    picture: Picture
    template: bytes | None = None
    shelf: Shelf = field(default_factory=lambda: Shelf(None))

    def files(self, nodes: Iterable[str], formats: Sequence[Format]) -> Iterator[tuple[str, bytes]]:
        """Path and content of the sheets of the nodes, one after another. Raises `NoFontError` for a PDF without a font."""
        with ExitStack() as stack:
            writers = self._writers(stack, printed=bool({*PRINTED} & {*formats}))
            for node in nodes:
                document = sheet(self.book, node, self.as_of)
                for form in formats:
                    if form != "dossier.pdf":
                        yield path(node, form), self._made(form, document, writers[form])
                    elif has_dossier(self.book, node):
                        yield path(node, form), self._made(form, dossier(self.book, node, self.as_of), writers[form])
                if node == ROOT and "xlsx" in formats and self.book.count("bands"):
                    yield AWARDS, awards(self.book, document)
        self.shelf.tidy()

    def _writers(self, stack: ExitStack, *, printed: bool) -> dict[Format, Writer]:
        """How each format is made. Without PDF no font is looked for."""
        template = self.template or default_template()
        writers: dict[Format, Writer] = {
            "xlsx": Writer(sheet_workbook),
            "docx": Writer(lambda document: word_file(document, template, self.picture), template),
        }
        if printed:
            printer = stack.enter_context(Printer(self.picture))
            writers |= dict.fromkeys(PRINTED, Writer(printer.pdf, repr(printer.families).encode()))
        return writers

    def _made(self, form: Format, document: SheetDocument, writer: Writer) -> bytes:
        images = [image.path for chapter in document.chapters for case in chapter.cases for image in case.images]
        pictures = [self.picture(path) or b"" for path in images] if form != "xlsx" else []
        about = [form.encode(), repr(document).encode(), writer.about, *pictures]
        return self.shelf.take(about, lambda: writer.make(document))


def pictures(source: Source, shelf: Path | None = None) -> Picture:
    """What gives each picture of a report as it is published. `shelf`: a folder that keeps them."""
    kept = Shelf(shelf)

    def read(path: str) -> bytes | None:
        # As the check read it: a link is never followed.
        found = source.read(path, MAX_FILE)
        return kept.take([found], lambda: plain_picture(found) or b"") or None if isinstance(found, bytes) else None

    return read


def making(judged: Judged, book: Book, shelf: Path | None = None, shown: Picture | None = None) -> SheetMaker:
    """What the sheets of an opened campaign are made from. Raises `NotPublishedError`. `shelf`: a folder that keeps them;
    `shown`: gives the pictures, made once for several uses.
    """
    if not book.has("rates"):
        raise NotPublishedError("this audience gets no results, so there are no sheets")

    source = judged.contents.reports
    template = source.read(TEMPLATE, MAX_FILE)
    own = template if isinstance(template, bytes) else None
    return SheetMaker(book, judged.as_of, shown or pictures(source), own, Shelf(shelf))


def offer(book: Book) -> tuple[Offered, list[str]]:
    """The sheets that stand on the site: of the whole campaign and of every reporting unit; and what cannot be, in sentences.

    The command makes those of all other units, and the dossiers of a large campaign.
    """
    if not book.has("rates"):
        return {}, []
    forms: tuple[Format, ...] = FORMATS if book.count("units") <= DOSSIERS_TO else SHEETS
    complaints = []
    try:
        faces()
    except NoFontError as error:
        forms = tuple(form for form in forms if form not in PRINTED)
        complaints = [f"The site has no sheets as PDF: {error}"]
    return dict.fromkeys([ROOT, *(row["unit"] for row in book.reporting_units())], forms), complaints


def files(judged: Judged, book: Book, offered: Offered, shelf: Path | None, shown: Picture) -> dict[str, bytes]:
    """Path on the site and content of every sheet that it offers; `shelf` keeps them for the next time."""
    forms = next(iter(offered.values()), ())
    return dict(making(judged, book, shelf, shown).files(offered, forms)) if offered else {}


def has_dossier(book: Book, node: str) -> bool:
    """Only reporting units and the office hand in everything in one file."""
    unit = book.one("units", node)
    return node == ROOT or (unit is not None and unit["kind"] == "reporting")
