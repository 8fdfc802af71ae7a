"""What waits for whom, from a judged campaign, and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from pingyi.campaign.approving import handed_in
from pingyi.campaign.judged import Judged
from pingyi.decisions.decision_words import decision_words
from pingyi.decisions.life import Lives
from pingyi.decisions.queue import Waiting, queue
from pingyi.decisions.record import DecisionRecord
from pingyi.decisions.sentence import actors, level_name, named, state_word

NAMES_SHOWN = 3


def waiting(judged: Judged, held: DecisionRecord) -> list[Waiting]:
    """All that waits, see `queue`."""
    return queue(Lives(held), handed_in(judged))


def queue_lines(items: Sequence[Waiting], held: DecisionRecord, day: date) -> Iterator[str]:
    """Who is to act, by whom waits longest for them, and what on."""
    words = decision_words()["shell"]
    if not items:
        yield words["queue-empty"]
        return
    yield words["queue-head"].format(n=len(items))
    first = {actor: place for place, actor in reversed(list(enumerate(it.actor for it in items)))}
    for actor, group in groupby(sorted(items, key=lambda it: first[it.actor]), key=lambda it: it.actor):
        of_actor = list(group)
        who = {login for it in of_actor for login in actors(it.life, held)}
        yield words["queue-actor"].format(actor=level_name(actor, held), who=named(sorted(who)), n=len(of_actor))
        yield from (f"  {_line(it, held, day)}" for it in of_actor)


def _line(it: Waiting, held: DecisionRecord, day: date) -> str:
    words = decision_words()["shell"]
    days = words["queue-days"].format(n=(day - it.since).days) if it.since else words["queue-days-unknown"]
    name, unit = level_name(it.life.unit, held), it.life.unit
    line: str = words["queue-item"].format(days=days, name=name, unit=unit, state=state_word(it.life))
    if it.missing:
        names = "、".join(level_name(below, held) for below in it.missing[:NAMES_SHOWN])
        line += words["queue-missing"].format(n=len(it.missing), names=names + "…" * (len(it.missing) > NAMES_SHOWN))
    if it.blocks:
        line += words["queue-blocks"].format(n=it.blocks)
    return line
