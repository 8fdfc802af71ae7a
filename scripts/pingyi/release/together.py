"""What two siblings may find out together once a release is out, in words: who of whom, never how many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pingyi.attack import Coalitions
from pingyi.attack.sight import Insider
from pingyi.release.words import NAMED_IN_SENTENCE, listed, said


def coalition_sentences(measured: Coalitions, names: Mapping[str, str]) -> Iterator[str]:
    """How many pairs were tried, and those that find anything out, the first few of many. `names`: of units by id."""
    about: dict[Insider, dict[str, None]] = defaultdict(dict)
    for each in measured.found:
        about[each.insider][each.cell.unit] = None
    if measured.pairs:
        word = "pairs-found" if about else "pairs-safe"
        yield said(word, pairs=len(measured.pairs), count=len(about))
    for pair, units in sorted(about.items())[:NAMED_IN_SENTENCE]:
        one, other = (names.get(unit, unit) for unit in pair)
        yield said("pair", one=one, other=other, units=listed(names.get(unit, unit) for unit in units))
    if (left := len(about) - NAMED_IN_SENTENCE) > 0:
        yield said("more-pairs", count=left)
