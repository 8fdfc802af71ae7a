"""What a site tells of each report's life to those who see all: where it stands, in words, and what lies open on it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pingyi.campaign.approving import handed_in, record
from pingyi.campaign.judged import Judged
from pingyi.campaign.last_seen import last_seen
from pingyi.contract.form_address import form_at
from pingyi.contract.form_steps import field_name
from pingyi.contract.schemas import Contract
from pingyi.decisions.decision_words import decision_words
from pingyi.decisions.life import PENDING, Life, Lives
from pingyi.decisions.queue import Waiting, queue, since
from pingyi.decisions.record import DecisionRecord
from pingyi.decisions.sentence import level_name, standing_sentence
from pingyi.doors.pending_file import OpenRequest, Pending
from pingyi.load.contents import unit_of
from pingyi.model import OFFICE, Data, Decision
from pingyi.publish.book import Book
from pingyi.publish.last_campaign import LastCampaign
from pingyi.release.counted import hashed
from pingyi.release.frozen import counted_of
from pingyi.release.words import ReleaseError


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a report that a decision names, what it is called, what is said of it, and the form's address of it."""

    pointer: str
    title: str
    words: str
    form: str


@dataclass(frozen=True, slots=True)
class ToldLife:
    """One report. `asked`: the decision that its unit is to act on, and `places` what that names; `decisions`: all of them, and
    the acceptances by which it stands now that were given to a unit above, in order of days.
    """

    life: Life
    sentence: str
    since: date | None
    decisions: Sequence[Decision]
    asked: Decision | None
    places: Sequence[Place]
    locked: str
    """Why it cannot be changed, in a sentence; empty where it can."""
    requests: Sequence[OpenRequest]
    released: str
    """In which releases just this report counted, in a sentence; empty where in none."""


@dataclass(frozen=True, slots=True)
class ReportsReleased:
    """What counted in a release: how many reports, how many of them every level had accepted, and the units of those that
    are still the same.
    """

    counted: int
    accepted: int
    same: frozenset[str]


class LivesTold:
    """All reports of a campaign that approves. `last`: the campaign before."""

    def __init__(
        self, root: Path, judged: Judged, held: DecisionRecord, pending: Pending | None, last: LastCampaign | None
    ) -> None:
        self.root, self.judged, self.record, self.pending, self.last = root, judged, held, pending, last
        self.lives, self.came = Lives(held), handed_in(judged)
        self._told: dict[str, ToldLife] = {}

    @cached_property
    def waiting(self) -> list[Waiting]:
        """All that waits, see `queue`."""
        return queue(self.lives, self.came)

    def name(self, level: str) -> str:
        """What a level or a unit is called."""
        return level_name(level, self.record)

    def __getitem__(self, unit: str) -> ToldLife:
        if unit not in self._told:
            self._told[unit] = self._tell(unit)
        return self._told[unit]

    def _tell(self, unit: str) -> ToldLife:
        life = self.lives[unit]
        day = since(life, self.came)
        asked = _asked(life)
        names = [name for name, found in self.released.items() if unit in found.same]
        return ToldLife(
            life=life,
            sentence=standing_sentence(life, self.record, day),
            since=day,
            decisions=self._decisions(life),
            asked=asked,
            places=[*_places(asked, self.judged.contract)] if asked else (),
            locked=self._locked(life.holder),
            requests=self.pending.on(unit) if self.pending else (),
            released=decision_words()["site"]["released"].format(names="、".join(names)) if names else "",
        )

    def _decisions(self, life: Life) -> list[Decision]:
        standing = (self.lives.acceptance(life.unit, level) for level in life.accepted)
        through = [it for it in standing if it and it.unit != life.unit]
        return sorted([*self.record.decisions.get(life.unit, ()), *through], key=lambda it: it.on)

    def _locked(self, holder: str | None) -> str:
        if holder is None:
            return ""
        word = "locked_office" if holder == OFFICE else "locked"
        return str(decision_words()["site"][word].format(by=self.name(holder)))

    @cached_property
    def changed(self) -> dict[str, Decision]:
        """By unit, the last decision on each report that was changed since."""
        last = {unit: found[-1] for unit, found in self.record.decisions.items() if found}
        return {unit: it for unit, it in last.items() if it.report != self.record.handed(unit)}

    @cached_property
    def seen(self) -> dict[str, Data]:
        """By unit, each of these reports as it was when it was last decided on; without those that nobody can find any more."""
        return last_seen(self.root, self.judged, self.changed)

    @cached_property
    def released(self) -> dict[str, ReportsReleased]:
        """By release that says what counted in it, oldest first."""
        source, found = self.judged.contents.reports, {}
        for release in self.judged.published:
            with suppress(ReleaseError):
                counted = counted_of(release).reports
                same = frozenset(unit_of(path) for path, it in counted.items() if it.sha256 == hashed(source, path))
                accepted = sum(OFFICE in (it.accepted or ()) for it in counted.values())
                found[release.name] = ReportsReleased(len(counted), accepted, same)
        return found

    def for_form(self, unit: str) -> dict[str, Any]:
        """What the form says of a unit's report, as JSON; empty where nothing was handed in and nothing lies open."""
        told = self[unit]
        if told.life.state == "unsubmitted" and not (told.requests or told.asked):
            return {}
        found: dict[str, Any] = {"state": told.life.state, "said": told.sentence}
        if told.asked:
            found |= {"reason": told.asked.reason, "places": [[it.pointer, it.words] for it in told.places]}
        if told.locked:
            found["locked"] = told.locked
        if told.requests:
            newest = told.requests[-1]
            found["request"] = {"number": newest.number, **({"url": newest.url} if newest.url else {})}
        return found


def lives_told(
    root: Path, judged: Judged, book: Book, pending: Pending | None, last: LastCampaign | None = None
) -> LivesTold | None:
    """None where the campaign does not approve, or the readers of a book may not know."""
    held = record(judged) if book.has("approvals") else None
    return LivesTold(root, judged, held, pending, last) if held else None


def _asked(life: Life) -> Decision | None:
    """A report that was returned and withdrawn is still to be mended as the return says."""
    last = life.round.last
    open_still = life.state in PENDING or (life.state == "unsubmitted" and life.next == life.unit)
    return last if open_still and last and last.verdict in PENDING else None


def _places(it: Decision, contract: Contract) -> list[Place]:
    named = it.points or dict.fromkeys(it.scope, "")
    return [
        Place(pointer, field_name(contract, pointer), words, form_at(it.unit, pointer))
        for pointer, words in named.items()
    ]
