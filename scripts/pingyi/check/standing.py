"""Where the reports of a proposal stand now, and where they will after the merge: for the comment on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pingyi.check.deciding import Deciding, with_decision
from pingyi.contract.form_address import form_at
from pingyi.contract.form_steps import field_name
from pingyi.decisions.decision_words import decision_words
from pingyi.decisions.life import PENDING, Lives
from pingyi.decisions.queue import since
from pingyi.decisions.sentence import Say, named, standing_sentence
from pingyi.model import Decision

MENTIONED = 20
"""How many reports a comment speaks of."""


Link = Callable[[str, str], str]
"""Words that lead to an address, from the root of the site."""


def standing_lines(it: Deciding, say: Say = str, mention: Say = str, link: Link | None = None) -> Iterator[str]:
    """Sentences: one on each report that is changed or decided on, now and then; with a decision its words and whom it concerns.

    When a report will be merged nobody knows: then no day is said. `link`: None where the site has no address.
    """
    after = it.after
    for decision in it.added:
        after = with_decision(after, decision)
    now, then = Lives(it.before), Lives(after)
    decided = {decision.unit: decision for decision in it.added}
    known = [unit for unit in sorted({*it.changed, *decided}) if unit in it.before.roster]
    words = decision_words()["comment"]
    for unit in known[:MENTIONED]:
        if now[unit].state != "unsubmitted":
            said = standing_sentence(now[unit], it.before, since(now[unit], {unit: it.came(unit)}), say, mention)
            yield words["now"].format(sentence=said)
        came = None if unit in it.changed else it.came(unit)
        yield words["merged"].format(
            sentence=standing_sentence(then[unit], after, since(then[unit], {unit: came}), say, mention)
        )
        if unit in decided:
            yield from _told(decided[unit], it, say, mention, link)


def _told(decision: Decision, it: Deciding, say: Say, mention: Say, link: Link | None) -> Iterator[str]:
    words = decision_words()["comment"]
    if decision.verdict in PENDING:
        yield words["reason"].format(reason=say(decision.reason))
    for pointer, text in decision.points.items():
        way = link(words["form"], form_at(decision.unit, pointer)) if link else ""
        yield words["point"].format(field=say(field_name(it.contract, pointer)), words=say(text)) + way
    if link:
        for pointer in decision.scope:
            way = link(words["form"], form_at(decision.unit, pointer))
            yield words["open"].format(field=say(field_name(it.contract, pointer))) + way
    yield words["told"].format(who=named(it.before.roster[decision.unit].submitters, mention))
