"""Sheets as PDF. One compiler serves for all, because it remembers fonts and template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import typst

from pingyi.files.write import write
from pingyi.sheets.content import Picture, SheetDocument
from pingyi.sheets.fonts import Faces, faces
from pingyi.sheets.plain import plain


class Printer:
    """Makes PDFs, within `with`. Raises `NoFontError` where there is no Chinese font."""

    def __init__(self, picture: Picture, found: Faces | None = None) -> None:
        self._picture, self._faces = picture, found or faces()
        self._template = files("pingyi").joinpath("templates/sheet.typ").read_bytes()

    @property
    def families(self) -> tuple[str, str]:
        """The fonts of running text and of headings."""
        return self._faces.body, self._faces.heading

    def __enter__(self) -> Self:
        # The compiler takes pictures from a folder only, and none but those that the check has read.
        self._folder = TemporaryDirectory()
        self._compiler = typst.Compiler(root=Path(self._folder.name), font_paths=self._faces.fonts)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._folder.cleanup()

    def pdf(self, document: SheetDocument) -> bytes:
        """The PDF, dated by the campaign's clock."""
        values = plain(document)
        write(Path(self._folder.name), self._pictures(values), prune=False)
        clock = datetime.combine(document.as_of, datetime.min.time(), UTC)
        texts = {"data": json.dumps(values), "body": self._faces.body, "heading": self._faces.heading}
        made = self._compiler.compile(input=self._template, format="pdf", sys_inputs=texts, timestamp=clock)
        if not isinstance(made, bytes):
            raise TypeError(type(made))
        return made

    def _pictures(self, values: Mapping[str, Any]) -> dict[str, bytes]:
        """The pictures that the document shows, by path; those that cannot be had are taken out of it."""
        found = {}
        for chapter in values["chapters"]:
            for case in chapter["cases"]:
                contents = {image["path"]: self._picture(image["path"]) for image in case["images"]}
                case["images"] = [
                    {**image, "path": f"/{image['path']}"} for image in case["images"] if contents[image["path"]]
                ]
                found.update({path: content for path, content in contents.items() if content})
        return found
