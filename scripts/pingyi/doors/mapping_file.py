"""A mapping or list that somebody wrote for a command: a YAML file, read and held against its schema."""

from __future__ import annotations

from pathlib import Path

from pingyi.campaign.judged import Judged
from pingyi.check.place import text_placer
from pingyi.check.shape import Shape
from pingyi.load.documents import read_document
from pingyi.load.source import Folder
from pingyi.model import Document, Problem


class MappingError(Exception):
    """The mapping does not fit the campaign: a key of the catalogue's words, and what they need; or lines of findings."""

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word)
        self.word, self.values = word, values


def mapping_file(path: Path, judged: Judged, schema: str, word: str = "tally-mapping") -> Document:
    """The mapping in a file, valid by a schema. Raises `MappingError` with every place that is not, said by a word."""
    document, problems = read_document(Folder(path.parent), path.name)
    if document:
        problems = list(Shape(judged.contract, judged.catalogue, schema).problems(document.data, path.name))
    if document is None or problems:
        raise wrong_mapping(path, judged, document, problems, word)
    return document


def wrong_mapping(
    path: Path, judged: Judged, document: Document | None, problems: list[Problem], word: str = "tally-mapping"
) -> MappingError:
    """What is wrong with a mapping, each with its line."""
    place = text_placer({document.path: document.text}.get if document else lambda _path: None)
    found = [judged.catalogue.explain(problem, place) for problem in problems]
    lines = "；".join(f"{path}:{each.line}:{each.column} {each.message}" for each in found)
    return MappingError(word, found=lines)
