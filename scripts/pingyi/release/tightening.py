"""After an attack that found something: what to tell less of, so that the next attempt may hold."""

from __future__ import annotations

from dataclasses import replace

from pingyi.attack import Audit
from pingyi.attack.protected import ProtectedCell
from pingyi.attack.publication import Publication
from pingyi.disclosure.pattern import Forced, Pattern
from pingyi.model import ROOT, parent
from pingyi.protect.sums import Figures, Key


def everything(written: Publication) -> Forced:
    """Tell nothing new: no release gives away more than those before it then."""
    figures = written.figures
    details = {(key, node): 0 for key in figures.counts for node in figures.tree.total.values()}
    return Forced(frozenset(figures.tree.total.values()), details, frozenset(written.categories.values()))


def tightened(forced: Forced, audit: Audit, written: Publication, found: Pattern) -> Forced:
    """Categories go first, being the second way to add up; then the total next above each cell that was found out.

    The same as before where nothing was found, or nothing is left to be hidden.
    """
    cells = [bound.cell for bound in audit.narrow]
    categories = written.categories
    left = set(categories.values()) - forced.categories
    if cells and left:
        touched = {categories[cell.unit] for cell in cells if cell.unit in categories} & left
        return replace(forced, categories=forced.categories | (touched or left))
    nodes, details = set(forced.nodes), dict(forced.details)
    for cell in cells:
        _tighten(cell, written.figures, found, nodes, details)
    return Forced(frozenset(nodes), details, forced.categories)


def _tighten(
    cell: ProtectedCell, figures: Figures, found: Pattern, nodes: set[int], details: dict[tuple[Key, int], int]
) -> None:
    """Hide the next total above that is told, or tell less of the item there."""
    tree = figures.tree
    place = cell.unit
    while place != ROOT and (place not in tree.total or found.hidden[tree.total[place]] or tree.total[place] in nodes):
        place = parent(place)
    node = tree.total[place]
    key = (cell.column[0], cell.column[1])
    if len(cell.column) == 3 and key in found.detail and found.detail[key][node] > 0:
        details[key, node] = int(found.detail[key][node]) - 1
    else:
        nodes.add(node)
