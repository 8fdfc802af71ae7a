"""Where a report stands, who acts next and since when, in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from pingyi.decisions.decision_words import decision_words
from pingyi.decisions.levels import deciders
from pingyi.decisions.life import Life
from pingyi.decisions.record import DecisionRecord
from pingyi.model import OFFICE

Say = Callable[[str], str]


def level_name(level: str, record: DecisionRecord) -> str:
    """What a level or a unit is called."""
    if level == OFFICE:
        return str(decision_words()["office"])
    return record.roster[level].title if level in record.roster else level


def actors(life: Life, record: DecisionRecord) -> tuple[str, ...]:
    """The logins and teams that are to act on a report."""
    if life.next is None or life.unit not in record.roster:
        return ()
    if life.next == life.unit:
        return record.roster[life.unit].submitters
    return deciders(life.unit, life.next, record.roster, record.approval)


def state_word(life: Life) -> str:
    """What a state is called."""
    return str(decision_words()["states"][_kind(life)])


def _kind(life: Life) -> str:
    return "complete" if life.complete and life.state == "accepted" else life.state


def standing_sentence(
    life: Life, record: DecisionRecord, since: date | None, say: Say = str, mention: Say = str
) -> str:
    """The sentence. `say` and `mention` make names and logins fit for where it will stand."""
    words = decision_words()
    kind = "through" if life.through and life.state == "accepted" else _kind(life)
    by = life.accepted[-1] if life.accepted else life.since.by if life.since else ""
    values = {
        "name": f"“{say(level_name(life.unit, record))}”",
        "since": f" {since.isoformat()} " if since else "",
        "next": say(level_name(life.next, record)) if life.next else "",
        "through": say(level_name(life.through, record)) if life.through else "",
        "by": say(level_name(by, record)) if by else "",
        "who": named(actors(life, record), mention),
    }
    return str(words["sentences"][kind]).format(**values)


def named(logins: Sequence[str], mention: Say = str) -> str:
    """Logins in a row, or that there are none."""
    return "、".join(mention(login) for login in logins) or str(decision_words()["nobody"])
