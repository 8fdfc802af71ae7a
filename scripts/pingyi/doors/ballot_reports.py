"""From a ballot file and a mapping to reports and, if asked, roster rows: the files that `pingyi tally` writes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pingyi.campaign.judged import Judged
from pingyi.check.place import START, text_placer
from pingyi.check.shape import Shape
from pingyi.check.verdict import Judge
from pingyi.doors.ballot_columns import find
from pingyi.doors.ballot_counts import BallotCounts, Count, results
from pingyi.doors.ballot_mapping import ballot_mapping, said_mapping
from pingyi.doors.enrolment import Enrolment
from pingyi.doors.mapping_file import MappingError
from pingyi.doors.report_merge import SHOWN_CHANGES, Draft, Writing, draft
from pingyi.doors.tally import tally
from pingyi.doors.unit_names import UnitNames
from pingyi.load import values
from pingyi.load.attached import Attached, by_name
from pingyi.load.ballot_rows import BallotsError, ballot_tables
from pingyi.load.roster import ROSTER
from pingyi.model import Data, Finding, Problem, Subject

ACCOUNT = ("eligible", "attended", "issued", "persons")
REFUSALS = ("table-there", "table-comments", "table-unreadable-report")
"""Errors that keep drafts from being written, too."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a ballot file became. `files`: path to content of everything to write, empty where something stands against it."""

    files: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    source: str = ""
    reports: int = 0
    valid: int = 0
    spoiled: int = 0


def count_file(
    ballots: Path,
    mapping: Path | None,
    judged: Judged,
    options: Data,
    advance: Callable[[int], object] = lambda _read: None,
) -> Counted:
    """Count a ballot file for a campaign. Raises `MappingError` where mapping and campaign do not fit."""
    told = said_mapping(mapping, judged, options)
    units = Enrolment(UnitNames(judged.roster), options["enrol"])
    try:
        with ballot_tables(ballots) as tables:
            found = find(ballots.name, tables, lambda source: ballot_mapping(judged, source, told), told.get("sheet"))
            counted = tally(ballots.name, found, units, advance)
    except BallotsError as error:
        return Counted(findings=tuple(_explained(judged, problem) for problem in error.problems))
    findings = [_explained(judged, problem) for problem in counted.problems]
    if any(finding.level == "error" for finding in findings):
        return Counted(findings=tuple(findings))
    drafts = _drafts(counted, found.mapping.subject, units, judged, options)
    findings += _findings(drafts, units, judged)
    files = {each.path: each.text for each in drafts} | (_roster(units, judged) if units.new else {})
    if _refused(findings, options):
        files, findings = {}, [replace(finding, line=0, column=0) for finding in findings]  # no file has these lines
    valid, spoiled = (sum(getattr(count, kind) for count in counted.counts.values()) for kind in ("valid", "spoiled"))
    return Counted(files, tuple(findings), found.source["title"], len(drafts), valid, spoiled)


def _drafts(counted: BallotCounts, subject: Subject, units: Enrolment, judged: Judged, options: Data) -> list[Draft]:
    """A report for each unit that was counted, merged into the one that is there."""
    account = {key: options[key] for key in ACCOUNT if options[key] is not None}
    writing = _writing(judged, options)
    return [
        draft(judged, unit, {"results": {subject.id: results(count, subject, units.category(unit), account)}}, writing)
        for unit, count in _one_account(counted, options).items()
    ]


def _refused(findings: list[Finding], options: Data) -> bool:
    """Whether nothing is written: a draft may have errors, but not those that would lose something."""
    errors = (finding for finding in findings if finding.level == "error")
    return any(options["final"] or finding.rule in REFUSALS or finding.path == ROSTER for finding in errors)


def _one_account(counted: BallotCounts, options: Data) -> Mapping[str, Count]:
    """The counts by unit. Raises `MappingError` where one unit's numbers are given and the file has several units."""
    if len(counted.counts) != 1 and (given := [key for key in ACCOUNT if options[key] is not None]):
        raise MappingError("tally-account", option=f"--{given[0]}", n=len(counted.counts))
    return counted.counts


def _explained(judged: Judged, problem: Problem) -> Finding:
    finding = judged.catalogue.explain(problem, lambda _path, _pointer: START)
    return replace(finding, line=0, column=0)


def _writing(judged: Judged, options: Data) -> Writing:
    """Of what was counted each subject's items are replaced together; status and date change only where somebody says so."""
    day = options["reported_on"].date() if options["reported_on"] else judged.as_of
    head = {"status": "final" if options["final"] else "draft", "reported_on": day.isoformat()}

    def changed(data: Data) -> Data:
        dated = options["reported_on"] or (options["final"] and data.get("status") != "final")
        told = {"status": options["final"], "reported_on": dated}
        return {key: head[key] for key, changes in told.items() if changes or key not in data}

    return Writing(options["replace"], lambda path: path[2:] == ("items",), changed)


def _findings(drafts: list[Draft], units: Enrolment, judged: Judged) -> Iterator[Finding]:
    """What the check says of each report and row as it would be written, and what the writing would lose."""
    rows = {unit: _row(unit, level) for unit, level in units.new.items()}
    shape = Shape(judged.contract, judged.catalogue, "roster")
    if wrong := [problem for row in rows.values() for problem in shape.problems(row, ROSTER)]:
        yield from (_explained(judged, problem) for problem in wrong[:SHOWN_CHANGES])
        return
    roster = {**judged.roster, **{unit: values.unit(row) for unit, row in rows.items()}}
    judge = Judge(judged.campaign, roster, judged.as_of)
    source = judged.contents.reports
    there = text_placer(lambda path: document.text if (document := judged.contents.document(path)) else None)
    for each in drafts:
        yield from (judged.catalogue.explain(problem, there) for problem in each.problems)
        if each.text:
            files = Attached(source, by_name(each.unit, judged.contents.files.get(each.unit, ())))
            yield from judge.judge(each.unit, each.path, each.text.encode(), files)[0].findings


def _roster(units: Enrolment, judged: Judged) -> dict[str, str]:
    """The roster with a row for each unit that it lacks; rows that are there stay as they are."""
    text = judged.contents.roster.replace("\r\n", "\n")
    head = next(csv.reader([text.splitlines()[0]]))
    out = io.StringIO()
    rows = [_row(unit, level) for unit, level in units.new.items()]
    if lacking := {key for row in rows for key in row} - set(head):
        raise MappingError("tally-enrol-column", columns="、".join(sorted(lacking)))
    writer = csv.DictWriter(out, head, lineterminator="\n", restval="")
    writer.writerows(rows)
    return {ROSTER: text.rstrip("\n") + "\n" + out.getvalue()}


def _row(unit: str, level: Data) -> dict[str, str]:
    if "category" not in level:
        raise MappingError("tally-enrol-category")
    kind = "branch" if "/" in unit else "reporting"
    return {"name": unit, "kind": kind, **level}
