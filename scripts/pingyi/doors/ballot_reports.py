"""From a ballot file and a mapping to reports and, if asked, roster rows: the files that `pingyi tally` writes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pingyi.campaign.judged import Judged
from pingyi.check.place import text_placer
from pingyi.check.shape import Shape
from pingyi.contract.yaml_writer import report_yaml
from pingyi.doors.tally import BallotCounts, BallotMapping, MappingError, results, tally
from pingyi.load.ballot_rows import BallotsError, read_ballots
from pingyi.load.documents import read_document
from pingyi.load.roster import ROSTER
from pingyi.load.source import Folder
from pingyi.model import Data, Subject

ACCOUNT = ("eligible", "attended", "issued", "persons")
SHOWN_REPEATS = 20
"""Number of repeated ballots named at most."""


@dataclass(frozen=True, slots=True)
class Counted:
    """`files`: path to content of everything to write. `valid` ballots, and spoiled ones by what spoiled them."""

    files: dict[str, str]
    valid: int
    spoils: Counter[str]


def count_file(ballots: Path, mapping: Path | None, judged: Judged, options: Data) -> Counted:
    """Count a ballot file for a campaign. Raises `MappingError` and `BallotsError`."""
    rules = _mapping(judged, (_file(mapping, judged) if mapping else {}) | _options(options))
    rules.check()
    found = tally(read_ballots(ballots), rules)
    _refuse_repeated(found, ballots)
    reports = _reports(found, rules.subject, judged, options)
    there = {*judged.contents.paths.values()}
    taken = [path for path in reports if path in there]
    if taken and not options["replace"]:
        raise BallotsError(
            f"{len(taken)} reports are there already, such as {taken[0]} (use --replace to replace them)"
        )
    files = reports | (_roster(found, judged) if options["enrol"] else {})
    counts = found.counts.values()
    return Counted(files, sum(count.valid for count in counts), sum((count.spoils for count in counts), Counter()))


def _refuse_repeated(found: BallotCounts, ballots: Path) -> None:
    """A ballot that was typed in twice would count twice."""
    if found.repeated:
        lines = ", ".join(f"{later} (like {first})" for first, later in found.repeated[:SHOWN_REPEATS])
        raise BallotsError(f"{ballots}: {len(found.repeated)} lines repeat a ballot: line {lines}")


def _file(path: Path, judged: Judged) -> Data:
    document, problems = read_document(Folder(path.parent), path.name)
    if document:
        shape = Shape(judged.contract, judged.catalogue, "mapping")
        problems = list(shape.problems(document.data, path.name))
    if document is None or problems:
        place = text_placer({document.path: document.text}.get if document else lambda _path: None)
        found = [judged.catalogue.explain(problem, place) for problem in problems]
        raise MappingError("\n".join(f"{path}:{each.line}:{each.column} {each.message}" for each in found))
    return document.data


def _options(options: Data) -> Data:
    """What the command line says of the mapping; it takes the place of what the file says."""
    said = {
        "units": [{"id": options["unit"]}] if options["unit"] else None,
        "subject": options["subject"],
        "items": dict(_pair(text) for text in options["items"]),
        "grades": dict(_pair(text) for text in options["grades"]),
        "count": options["count"],
        "ballot": options["ballot"],
        "person": options["person"],
    }
    return {key: value for key, value in said.items() if value}


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign:
        raise MappingError(f"{text} is not of the form NAME=VALUE")
    return key, value


def _mapping(judged: Judged, data: Data) -> BallotMapping:
    if lacking := [name for name in ("units", "items", "grades") if name not in data]:
        raise MappingError(f"the mapping lacks {', '.join(lacking)}: say --map FILE.yml, or --unit, --item and --grade")
    subject = _subject(judged.campaign.subjects, data.get("subject"))
    columns = {key: data.get(key) for key in ("count", "ballot", "person")}
    return BallotMapping(tuple(data["units"]), subject, data["items"], data["grades"], **columns)


def _subject(subjects: Iterable[Subject], name: str | None) -> Subject:
    found = [subject for subject in subjects if name in (None, subject.id)]
    if len(found) != 1:
        raise MappingError(f"no subject {name}" if name else "the campaign has several subjects; say which one")
    return found[0]


def _reports(found: BallotCounts, subject: Subject, judged: Judged, options: Data) -> dict[str, str]:
    day = options["reported_on"].date() if options["reported_on"] else judged.as_of
    head = {"status": "final" if options["final"] else "draft", "reported_on": day.isoformat()}
    account = {key: options[key] for key in ACCOUNT if options[key] is not None}
    if account and len(found.counts) != 1:
        raise MappingError(f"--{next(iter(account))} is one unit's number; the file holds {len(found.counts)} units")
    categories = {unit: level.get("category", "") for unit, level in found.units.items()}
    categories |= {unit: row.category for unit, row in judged.roster.items()}
    made = {unit: results(count, subject, categories.get(unit, ""), account) for unit, count in found.counts.items()}
    return {
        f"data/units/{unit}.yml": report_yaml({"unit": unit, **head, "results": result})
        for unit, result in made.items()
    }


def _roster(found: BallotCounts, judged: Judged) -> dict[str, str]:
    """The roster with a row for each unit that it lacks; rows that are there stay as they are."""
    text = judged.contents.roster.replace("\r\n", "\n")
    head = next(csv.reader([text.splitlines()[0]]))
    out = io.StringIO()
    writer = csv.DictWriter(out, head, lineterminator="\n", restval="", extrasaction="raise")
    for unit, level in found.units.items():
        if unit not in judged.roster:
            writer.writerow(_enrolled(unit, level))
    return {ROSTER: text.rstrip("\n") + "\n" + out.getvalue()}


def _enrolled(unit: str, level: Data) -> dict[str, Any]:
    if "category" not in level:
        raise MappingError("to enrol units, the mapping's units need a category")
    kind = "branch" if "/" in unit else "reporting"
    return {"name": unit, "kind": kind, **level}
