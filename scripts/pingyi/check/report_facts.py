"""What those who look at many reports need of each, so that few need its data again."""

from __future__ import annotations

from datetime import date
from hashlib import blake2b

from pingyi.check.identity import declared_on
from pingyi.model import BLANK, Campaign, Data, Stated

STAGES = {"feedback": "feedback", "results": "meeting", "consultation": "consultation"}
"""Part of a report to the stage that it covers, the last stage first."""


def stated(data: Data, raw: bytes, day: date) -> Stated:
    """What a report says of itself by a day; its values may be of any kind."""
    status, declared, changed = data.get("status"), declared_on(data), declared_change(data, day)
    return Stated(
        status if isinstance(status, str) else None,
        declared.isoformat() if declared else None,
        changed.isoformat() if changed else None,
        next((stage for part, stage in STAGES.items() if part in data), None),
        raw_digest(raw),
    )


def raw_digest(raw: bytes) -> str:
    """A hash of a file's bytes."""
    return blake2b(raw, digest_size=16).hexdigest()


def declared_change(data: Data, day: date) -> date | None:
    """The last day by `day` on which a report says it was filled in or corrected."""
    revisions = data.get("revisions")
    entries = [entry for entry in revisions if isinstance(entry, dict)] if isinstance(revisions, list) else []
    days = [declared_on(data), *(declared_on(entry, "date") for entry in entries)]
    return max((found for found in days if found and found <= day), default=None)


def own_counts(data: Data, campaign: Campaign) -> tuple[int, ...]:
    """All counts of a report's own tallies in the order of the campaign; empty where it has none, or one is no count."""
    counts = []
    for subject in campaign.subjects:
        items = data.get("results", {}).get(subject.id, {}).get("items", {})
        for item in subject.items:
            tally = items.get(item.id, {})
            counts += [tally.get(mark, 0) for mark in (*(grade.id for grade in item.grades), BLANK)]
    return tuple(counts) if any(counts) and all(type(count) is int for count in counts) else ()


def notes(data: Data) -> tuple[tuple[str, str, str], ...]:
    return tuple((note["rule"], note.get("pointer", ""), note["text"]) for note in data.get("notes", ()))
