"""The one gate: whatever is published, printed, released or explained has come through here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pingyi.campaign import clock
from pingyi.campaign.arrival import line_of
from pingyi.campaign.checking import Track, untracked
from pingyi.campaign.judged import Judged
from pingyi.campaign.open import open_campaign, refuse_history
from pingyi.campaign.workers import Workers
from pingyi.load.contents import CAMPAIGN, INSPECTIONS, UNITS, Contents, unit_of
from pingyi.load.documents import read_document
from pingyi.load.mainline import HistoryError
from pingyi.load.source import Folder

LEFT_OUT = (f"{UNITS}/", f"{INSPECTIONS}/")
"""What is left out where it has errors; an error anywhere else would make every figure wrong."""


class OwnFilesError(Exception):
    """A campaign whose own files are wrong: nothing may be published from it. `judged` has the findings."""

    def __init__(self, judged: Judged) -> None:
        super().__init__("the campaign's own files have errors")
        self.judged = judged


def open_published(
    root: Path, as_of: date | None = None, track: Track = untracked, *, workers: Workers | None = None
) -> Judged:
    """The campaign as it is to be published on a day, read from the commit that main held at its end.

    Raises `OwnFilesError`, `CannotOpenError` and `GitError`.
    """
    judged = open_campaign(root, as_of, track, _held_by(root, as_of), workers=workers)
    if any(not path.startswith(LEFT_OUT) for path in judged.errors):
        raise OwnFilesError(judged)
    return judged


def left_out(judged: Judged) -> Iterator[str]:
    """Which units' reports are left out, in sentences: for errors, and since they state a later day."""
    wrong = [path for path in judged.errors if path.startswith(LEFT_OUT)]
    for word, paths in (("left-out", wrong), ("not-yet", list(judged.later))):
        if paths:
            names = "、".join(_name(judged, path) for path in paths)
            yield judged.catalogue.word(word, n=len(paths), names=names, day=judged.as_of)


def _name(judged: Judged, path: str) -> str:
    unit = judged.roster.get(unit_of(path)) if path.startswith(f"{UNITS}/") else None
    return unit.title if unit else path


def _held_by(root: Path, as_of: date | None) -> str | None:
    """The last commit that main held by the end of a past day that was asked for; None: the files as they are.

    Where and by what receipt is measured says the campaign file of today.
    """
    document, _ = read_document(Folder(root), CAMPAIGN)
    data = document.data if document else {}
    if as_of is None or data.get("timeliness", "received") != "received" or not _past(as_of, data.get("timezone")):
        return None
    contents = Contents(Folder(root), Folder(root), document)
    try:
        return line_of(root, str(data["timezone"])).held_by(as_of)
    except HistoryError as error:
        refuse_history(error, contents)


def _past(day: date, timezone: object) -> bool:
    """Whether a day is over. Of no time zone this can be said, and the campaign is refused for it elsewhere."""
    try:
        return day < clock.today(str(timezone))
    except (KeyError, ValueError, OSError):
        return False
