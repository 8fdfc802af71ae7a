"""One report judged alone: bytes in, findings and a few facts out. Depends on nothing but its own files, the campaign,
the roster and the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from pingyi.check.attachments import attachments, contents
from pingyi.check.catalogue import Catalogue
from pingyi.check.expressions import Rules
from pingyi.check.identity import identity, numbers, references
from pingyi.check.people import people
from pingyi.check.place import Locate, placer, text_placer
from pingyi.check.report_facts import notes, own_counts, stated
from pingyi.check.shape import Shape, cut, sound
from pingyi.check.submission import Submission
from pingyi.check.texts import Sketch, sketches
from pingyi.check.wording import wording
from pingyi.contract.limits import LIMITS
from pingyi.contract.schemas import Contract
from pingyi.load.documents import decode, document
from pingyi.model import Campaign, Document, Finding, Problem, Stated, Unit

MOST_FINDINGS = LIMITS["findings"]

ANYTHING = (identity, contents, people, wording)
"""Rules that bear a report of any shape."""

WELL_SHAPED = (references, attachments, numbers)
"""Rules that rely on what the schema promises."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Findings of one report alone, and what the rules across reports need of it."""

    findings: tuple[Finding, ...]
    counts: tuple[int, ...] = ()
    texts: tuple[Sketch, ...] = ()
    notes: tuple[tuple[str, str, str], ...] = ()
    said: Stated | None = None
    """None where the report cannot be read."""


class Judge:
    """All rules of one report, compiled once."""

    def __init__(self, campaign: Campaign, roster: Mapping[str, Unit], today: date) -> None:
        self.campaign, self.roster, self.today = campaign, roster, today
        self.contract = Contract(campaign.data)
        self.catalogue = Catalogue(self.contract)
        self.shape = Shape(self.contract, self.catalogue, "unit")
        self.rules = Rules(self.contract, campaign, today)

    def judge(
        self,
        unit: str,
        path: str,
        raw: bytes | Problem,
        files: Mapping[str, bytes | Problem],
        received: date | None = None,
    ) -> tuple[Verdict, Document | None]:
        """The verdict on the report of `unit` with its attached files, by name; the report as data where it can be read.

        `received`: see `Submission`.
        """
        nowhere = placer(lambda _path: None)
        read = raw if isinstance(raw, Problem) else decode(raw, path)
        if isinstance(read, Problem):
            return Verdict((self.catalogue.explain(read, nowhere),)), None
        found, problems = document(path, read)
        if found is None:
            return Verdict(self._explained(problems, path, nowhere)), None
        place = text_placer(lambda _path: read)
        findings = self._explained(self._problems(unit, found, files, received), path, place)
        assert isinstance(raw, bytes)  # noqa: S101 - it was decoded
        return Verdict(findings, *self._facts(found), stated(found.data, raw, self.today)), found

    def _explained(self, problems: Iterable[Problem], path: str, place: Locate) -> tuple[Finding, ...]:
        told = list(islice(problems, MOST_FINDINGS))
        if len(told) == MOST_FINDINGS:
            told.append(Problem("more-findings", path, values={"shown": MOST_FINDINGS}))
        return tuple(sorted({self.catalogue.explain(problem, place) for problem in told}))

    def _problems(
        self, unit: str, found: Document, files: Mapping[str, bytes | Problem], received: date | None
    ) -> Iterator[Problem]:
        grounds = self.campaign, self.roster, self.today, self.catalogue, self.contract
        it = Submission(unit, found, files, *grounds, received)
        shape = list(islice(self.shape.problems(found.data, found.path), MOST_FINDINGS))
        yield from shape
        yield from self._broken(it, shape)
        for rule in ANYTHING if shape else ANYTHING + WELL_SHAPED:
            yield from rule(it)

    def _broken(self, it: Submission, shape: list[Problem]) -> Iterator[Problem]:
        """The rules of the contract that fail; one that fails only because a refused value is left out has its cause there."""
        if not shape:
            yield from self.rules.problems(it.data, it.path, it.row)
            return
        told = list(self.rules.problems(sound(it.data, shape), it.path, it.row, strict=False))
        as_written = self.rules.problems(cut(it.data), it.path, it.row, strict=False) if told else ()
        also = {(problem.rule, problem.pointer) for problem in as_written}
        yield from (problem for problem in told if (problem.rule, problem.pointer) in also)

    def _facts(self, found: Document) -> tuple[tuple[int, ...], tuple[Sketch, ...], tuple[tuple[str, str, str], ...]]:
        data = found.data
        try:
            return own_counts(data, self.campaign), tuple(sketches(data)), notes(data)
        except (AttributeError, KeyError, TypeError):
            return (), (), ()  # misshapen: there is a finding already
