"""What an attack has found out, in words: of whom and what, never how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pingyi.attack import Audit
from pingyi.attack.facts import FigureKey
from pingyi.model import BLANK, ROOT, Campaign
from pingyi.release.words import said


def sentences(audit: Audit, campaign: Campaign, names: Mapping[str, str]) -> Iterator[str]:
    """A sentence a figure that could be worked out. `names`: of units by id."""
    for bound in audit.narrow:
        cell = bound.cell
        unit = said("whole") if cell.unit == ROOT else names.get(cell.unit, cell.unit)
        about = {"unit": unit, "own": said("own") if cell.own else "", "what": _what(cell.column, campaign)}
        word = "found-out-inside" if bound.insider else "found-out"
        yield said(word, **about, release=cell.release, insider=names.get(bound.insider, bound.insider))


def _what(column: FigureKey, campaign: Campaign) -> str:
    """The title of a size or of a grade; a word that the campaign no longer has stands as it is."""
    subjects = {subject.id: subject for subject in campaign.subjects}
    subject = subjects.get(column[0])
    if len(column) == 2:
        return f"{subject.title if subject else column[0]}{said(column[1])}"
    item = next((item for item in subject.items if item.id == column[1]), None) if subject else None
    titles = {BLANK: said("blank")} | {grade.id: grade.title for grade in (item.grades if item else ())}
    return f"“{item.title if item else column[1]}”{titles.get(column[2], column[2])}"
