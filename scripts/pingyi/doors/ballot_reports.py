"""From a ballot file and a mapping to reports and, if asked, roster rows: the files that `pingyi tally` writes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from pingyi.campaign.judged import Judged
from pingyi.check.place import START, text_placer
from pingyi.check.shape import Shape
from pingyi.check.verdict import Judge
from pingyi.contract.yaml_writer import report_yaml
from pingyi.doors.ballot_columns import find
from pingyi.doors.ballot_mapping import MappingError, ballot_mapping, said_mapping
from pingyi.doors.ballot_units import Units
from pingyi.doors.report_edit import edited
from pingyi.doors.tally import BallotCounts, Count, results, tally
from pingyi.load import values
from pingyi.load.attached import Attached, by_name
from pingyi.load.ballot_rows import BallotsError, ballot_tables
from pingyi.load.contents import UNITS
from pingyi.load.roster import ROSTER
from pingyi.model import Data, Finding, Problem, Subject

ACCOUNT = ("eligible", "attended", "issued", "persons")
SHOWN_CHANGES = 20
REFUSALS = ("ballots-there", "ballots-comments", "ballots-unreadable-report")
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


@dataclass(frozen=True, slots=True)
class _Draft:
    """A report to be written and what is to be said_mapping of the writing."""

    unit: str
    text: str
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        return f"{UNITS}/{self.unit}.yml"


def count_file(
    ballots: Path,
    mapping: Path | None,
    judged: Judged,
    options: Data,
    advance: Callable[[int], object] = lambda _read: None,
) -> Counted:
    """Count a ballot file for a campaign. Raises `MappingError` where mapping and campaign do not fit."""
    told = said_mapping(mapping, judged, options)
    units = Units(judged.roster, options["enrol"])
    try:
        with ballot_tables(ballots) as tables:
            found = find(ballots.name, tables, lambda source: ballot_mapping(judged, source, told), told.get("sheet"))
            counted = tally(ballots.name, found, units, advance)
    except BallotsError as error:
        return Counted(findings=tuple(_explained(judged, problem) for problem in error.problems))
    findings = [_explained(judged, problem) for problem in counted.problems]
    if any(finding.level == "error" for finding in findings):
        return Counted(findings=tuple(findings))
    subject = found.mapping.subject
    account = {key: options[key] for key in ACCOUNT if options[key] is not None}
    drafts = [
        _draft(unit, results(count, subject, units.category(unit), account), subject, judged, options)
        for unit, count in _one_account(counted, options).items()
    ]
    files = {draft.path: draft.text for draft in drafts} | (_roster(units, judged) if units.new else {})
    findings += _findings(drafts, units, judged)
    errors = [finding for finding in findings if finding.level == "error"]
    refused = any(options["final"] or finding.rule in REFUSALS or finding.path == ROSTER for finding in errors)
    if refused:
        findings = [replace(finding, line=0, column=0) for finding in findings]  # no file has these lines
    counts = counted.counts.values()
    return Counted(
        {} if refused else files,
        tuple(findings),
        found.source["title"],
        len(drafts),
        sum(count.valid for count in counts),
        sum(count.spoiled for count in counts),
    )


def _one_account(counted: BallotCounts, options: Data) -> Mapping[str, Count]:
    """The counts by unit. Raises `MappingError` where one unit's numbers are said_mapping and the file has several units."""
    if len(counted.counts) != 1 and (given := [key for key in ACCOUNT if options[key] is not None]):
        raise MappingError("tally-account", option=f"--{given[0]}", n=len(counted.counts))
    return counted.counts


def _explained(judged: Judged, problem: Problem) -> Finding:
    finding = judged.catalogue.explain(problem, lambda _path, _pointer: START)
    return replace(finding, line=0, column=0)


def _draft(unit: str, new: Data, subject: Subject, judged: Judged, options: Data) -> _Draft:
    """The report of a unit with the counts of a subject in it; everything else in it stays."""
    path = f"{UNITS}/{unit}.yml"
    day = options["reported_on"].date() if options["reported_on"] else judged.as_of
    head = {"status": "final" if options["final"] else "draft", "reported_on": day.isoformat()}
    if unit not in judged.contents.paths:
        return _Draft(unit, report_yaml({"unit": unit, **head, "results": {subject.id: new}}))
    document = judged.contents.document(path)
    if document is None or not isinstance(document.data.get("results", {}), dict):
        return _Draft(unit, "", (Problem("ballots-unreadable-report", path),))
    there = document.data.get("results", {})
    old = there.get(subject.id, {})
    merged = _merged(old, new)
    parts = {"results": {**there, subject.id: merged}} | _head(document.data, head, options)
    written = edited(path, document.text, parts)
    title = partial(judged.contract.title, "unit")
    changes = [(_titled(title, pointer), *both) for pointer, *both in _changes(old, merged, f"/results/{subject.id}")]
    problems = [*_replaced(path, subject, changes, written.comments, asked=options["replace"])]
    return _Draft(unit, written.text, tuple(problems))


def _head(data: Data, head: Data, options: Data) -> Data:
    """Status and date of a report that is there change only where somebody says so, or where it lacks them."""
    dated = options["reported_on"] or (options["final"] and data.get("status") != "final")
    told = {"status": options["final"], "reported_on": dated}
    return {key: head[key] for key, changes in told.items() if changes or key not in data}


def _merged(old: Any, new: Data) -> Data:
    """The new counts over the old ones; what was typed and nobody counted, such as the eligible, stays."""
    if not isinstance(old, dict):
        return new
    kept = {
        key: _merged(old.get(key), value) for key, value in new.items() if isinstance(value, dict) and key != "items"
    }
    return old | new | kept


def _titled(title: Callable[[str], str], pointer: str) -> str:
    """The titles on the way from a subject's results to one of its values."""
    steps = pointer.split("/")
    return "·".join(title("/".join(steps[:depth])) for depth in range(4, len(steps) + 1) if steps[depth - 1] != "items")


def _changes(old: Any, new: Any, pointer: str) -> Iterator[tuple[str, Any, Any]]:
    """Each value that is there and becomes another: its pointer, old and new."""
    for key, value in old.items() if isinstance(old, dict) else ():
        after = new.get(key) if isinstance(new, dict) else None
        if isinstance(value, dict):
            yield from _changes(value, after, f"{pointer}/{key}")
        elif value != after and not (value == 0 and after is None):
            yield f"{pointer}/{key}", value, "—" if after is None else after


def _replaced(
    path: str, subject: Subject, changes: list[tuple[Any, ...]], comments: int, *, asked: bool
) -> Iterator[Problem]:
    """What is lost by the writing, as a refusal or, where it was asked for, as a hint."""
    if changes:
        listed = "；".join(f"{name}：{old} → {new}" for name, old, new in changes[:SHOWN_CHANGES])
        listed += f"……（{len(changes)}）" if len(changes) > SHOWN_CHANGES else ""
        pointer = f"/results/{subject.id}"
        yield Problem("ballots-replaced" if asked else "ballots-there", path, pointer, values={"changes": listed})
    if comments:
        yield Problem(
            "ballots-comments-gone" if asked else "ballots-comments", path, "/results", values={"n": comments}
        )


def _findings(drafts: list[_Draft], units: Units, judged: Judged) -> Iterator[Finding]:
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
    for draft in drafts:
        yield from (judged.catalogue.explain(problem, there) for problem in draft.problems)
        if draft.text:
            files = Attached(source, by_name(draft.unit, judged.contents.files.get(draft.unit, ())))
            yield from judge.judge(draft.unit, draft.path, draft.text.encode(), files)[0].findings


def _roster(units: Units, judged: Judged) -> dict[str, str]:
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
