"""The reports as those saw them who decided on them last, from main's history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from pingyi.campaign.approving import attached_hashes
from pingyi.campaign.arrival import line_of
from pingyi.campaign.judged import Judged
from pingyi.decisions.canonical import report_hash
from pingyi.load.contents import UNITS
from pingyi.load.documents import decode, document
from pingyi.load.history import all_versions
from pingyi.load.mainline import HistoryError
from pingyi.load.source import GitError
from pingyi.model import Data, Decision, Problem

_Versions = Iterable[tuple[date, bytes]]
NAMED_PATHS = 1000
"""Up to so many reports are named to Git; of more it is asked for all."""


def last_seen(root: Path, judged: Judged, last: Mapping[str, Decision]) -> dict[str, Data]:
    """By unit, the report that its last decision was made on; without those that nobody can find any more."""
    paths = {judged.contents.paths[unit]: unit for unit in last if unit in judged.contents.paths}
    try:
        line = judged.line or line_of(root, judged.campaign.timezone, judged.commit)
        found = all_versions(root, line, list(paths) if len(paths) <= NAMED_PATHS else [UNITS]) if paths else {}
    except (HistoryError, GitError):
        return {}
    seen = {
        paths[path]: _seen(judged, paths[path], last[paths[path]], each)
        for path, each in found.items()
        if path in paths
    }
    return {unit: data for unit, data in seen.items() if data is not None}


def _seen(judged: Judged, unit: str, decision: Decision, versions: _Versions) -> Data | None:
    """The version that the decision names, or, where attached files have changed too, the last one by its day."""
    by_then: Data | None = None
    files = attached_hashes(judged.contents, unit)
    for day, raw in versions:
        text = decode(raw, unit)
        read = None if isinstance(text, Problem) else document(unit, text)[0]
        if read is None:
            continue
        if decision.report in (report_hash(read.data, files), report_hash(read.data, {})):
            return read.data
        if day <= decision.on:
            by_then = read.data
    return by_then
