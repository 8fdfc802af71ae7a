"""Where reports stand with the levels that decide: unit by unit, added up, and every decision. And which reports count."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pingyi.campaign.approving import handed_in, record
from pingyi.campaign.judged import Judged
from pingyi.decisions.life import PENDING, Life, Lives
from pingyi.decisions.queue import blocking, since
from pingyi.decisions.record import DecisionRecord
from pingyi.decisions.transitions import missing_below
from pingyi.figures.progress import JOIN, OUTSIDE, Standing
from pingyi.figures.tree import lineage, with_ancestors
from pingyi.model import OFFICE, Decision
from pingyi.tables.dictionary import Record as Row
from pingyi.tables.dictionary import Tables, frame

LEVEL_COLUMNS = {"branch": "accepted_branch", "reporting": "accepted_reporting", OFFICE: "accepted_office"}
"""Kind of a deciding level to the column that counts what it has accepted."""


def counting(judged: Judged, standings: dict[str, Standing]) -> dict[str, Standing]:
    """The standings of the units whose reports count: all that were received, or where the campaign counts what is accepted
    those that every level has.
    """
    received = {unit: found for unit, found in standings.items() if found.state == "received"}
    approval, held = judged.campaign.approval, record(judged)
    if held is None or approval is None or approval.totals == "submitted":
        return received
    lives = Lives(held)
    return {unit: found for unit, found in received.items() if lives[unit].complete}


def approval_tables(judged: Judged, held: DecisionRecord, standings: dict[str, Standing]) -> Tables:
    """The tables `approvals`, `approval_totals` and `decisions`."""
    lives = Lives(held)
    rows = list(_approvals(judged, lives, counting(judged, standings)))
    decisions = (it for unit, found in held.decisions.items() if unit in judged.roster for it in found)
    return {
        "approvals": frame("approvals", rows),
        "approval_totals": _totals(rows, lives, standings),
        "decisions": frame("decisions", map(_decision, decisions)),
    }


def _approvals(judged: Judged, lives: Lives, counted: dict[str, Standing]) -> Iterator[Row]:
    blocks, came = blocking(lives), handed_in(judged)
    for unit in judged.roster:
        life = lives[unit]
        day = since(life, came)
        waits_for = life.next if life.next in life.chain else None
        yield {
            "unit": unit, "state": life.state, "levels": len(life.chain), "accepted": len(life.accepted),
            "accepted_by": JOIN.join(life.accepted) or None, "next": life.next, "through": life.through,
            "since": day.isoformat() if day else None, "days": (judged.as_of - day).days if day else None,
            "missing": len(list(missing_below(unit, waits_for, lives))) if waits_for else 0, "blocks": blocks[unit],
            "locked_by": life.holder, "scope": _scope(life), "counted": unit in counted,
        }  # fmt: skip


def _scope(life: Life) -> str | None:
    return None if life.holder or life.round.limit is None else JOIN.join(sorted(life.round.limit))


def _totals(rows: list[Row], lives: Lives, standings: dict[str, Standing]) -> pd.DataFrame:
    """One row a node: its units' counts added up."""
    flags = pd.DataFrame([_flags(row, lives[row["unit"]], lives.record, standings) for row in rows])
    table = with_ancestors(flags, lineage(flags["unit"])).groupby("node", sort=False).sum(numeric_only=True)
    return table.reset_index(names="unit")


def _flags(row: Row, life: Life, held: DecisionRecord, standings: dict[str, Standing]) -> Row:
    kinds = {level if level == OFFICE else held.roster[level].kind for level in life.accepted}
    flags = {
        "expected": standings[life.unit].state not in OUTSIDE,
        "submitted": life.state != "unsubmitted",
        "waiting": life.next in life.chain,
        **{state: life.state == state for state in PENDING},
        **{column: kind in kinds for kind, column in LEVEL_COLUMNS.items()},
        "counted": row["counted"],
    }
    return {"unit": life.unit, **{name: int(flag) for name, flag in flags.items()}}


def _decision(it: Decision) -> Row:
    """Not the hash of what was judged: it could be guessed ballot by ballot."""
    return {
        "unit": it.unit, "number": it.number, "verdict": it.verdict, "by": it.by, "post": it.post, "on": it.on.isoformat(),
        "reason": it.reason or None, "points": "；".join(f"{pointer}：{words}" for pointer, words in it.points.items()) or None,
        "scope": JOIN.join(it.scope) or None, "absent": "；".join(f"{unit}：{why}" for unit, why in it.absent.items()) or None,
    }  # fmt: skip
