"""The check: problems from every rule, put into words and into order. Nothing here reads, prints or raises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from pingyi.check.catalogue import Catalogue
from pingyi.check.rules import Rules
from pingyi.check.shape import Shape
from pingyi.check.unit import files, identity, numbers, references
from pingyi.contract import Contract
from pingyi.load.normalform import Node, compose, locate
from pingyi.model import Document, Finding, Mark, Problem, Repository


class Checker:
    """All rules of one campaign, ready to judge its documents."""

    def __init__(self, contract: Contract, catalogue: Catalogue, repository: Repository) -> None:
        self.contract, self.catalogue, self.repository = contract, catalogue, repository
        self.shape = Shape(contract, catalogue, "unit")
        self.rules = Rules(contract, repository.campaign, repository.as_of)

    def report(self, unit: str, document: Document) -> Iterator[Problem]:
        """Everything wrong with one report, on its own and against path, roster and files."""
        repository, data, path = self.repository, document.data, document.path
        row = repository.roster.get(unit)
        shape = list(self.shape.problems(data, path))
        yield from shape
        yield from identity(unit, document, repository, self.catalogue)
        yield from self.rules.problems(data, path, row, strict=not shape)
        if not shape:
            yield from references(unit, data, path, repository)
            yield from files(unit, data, path, repository)
            yield from numbers(data, path, row, repository, self.contract)

    def inspections(self) -> Iterator[Problem]:
        """Everything wrong with the office's inspection records."""
        shape = Shape(self.contract, self.catalogue, "inspection")
        for document in self.repository.inspections.values():
            yield from shape.problems(document.data, document.path)
            found = document.data.get("unit")
            if found is not None and found not in self.repository.roster:
                yield Problem("inspection-unit", document.path, "/unit", values={"found": found})


def explain(problems: Iterable[Problem], catalogue: Catalogue, documents: Iterable[Document]) -> list[Finding]:
    """Problems in words, each at its line and column, sorted by place."""
    texts = {document.path: document.text for document in documents}

    @cache
    def tree(path: str) -> Node:
        return compose(texts[path])[0]

    def find(path: str, pointer: str) -> Mark:
        return locate(tree(path), pointer) if path in texts else Mark(1, 1)

    return sorted({catalogue.explain(problem, find) for problem in problems})
