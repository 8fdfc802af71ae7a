"""A published number taken apart: total = own + those below, down to the line of the report that says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd
from jinja2 import Environment, StrictUndefined

from pingyi.campaign.judged import Judged
from pingyi.campaign.worded_templates import WordedTemplates
from pingyi.contract.campaign_words import heading
from pingyi.figures.marks import item_rates, item_sums
from pingyi.figures.rounding import quotient
from pingyi.load.documents import parsed
from pingyi.load.history import ABBREVIATED
from pingyi.load.nodes import locate
from pingyi.model import BLANK, ROOT, Campaign, Grade, Item, Subject, parent
from pingyi.publish.site_words import SITE
from pingyi.tables.dictionary import Tables, base_word


class UnknownError(Exception):
    """There is no such unit, item or grade, or nobody has reported on it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line: the counts of a total or of a unit's own report, and where the report says them."""

    depth: int
    name: str
    own: bool
    counts: tuple[int, ...]
    path: str = ""
    line: int = 0
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which number: a node of the tree, what was evaluated, and the grades of interest, best first."""

    unit: str
    subject: Subject
    item: Item
    grades: tuple[str, ...]


def explained(judged: Judged, tables: Tables, unit: str, key: str, grade: str | None) -> str:
    """The whole account as text, of a figure in `tables`, the office's own. Raises `UnknownError`."""
    asked = _asked(judged, unit, key, grade)
    steps = list(_Account(tables, judged, asked).steps(asked.unit, 0))
    if not steps:
        raise UnknownError(f"{unit}: nobody there has reported on {key}")
    told = {
        "as_of": judged.as_of,
        "commit": (judged.commit or "")[:ABBREVIATED],
        **_rates(tables, asked, judged.campaign),
    }
    words = judged.campaign.words
    shown = {"heading": heading(asked.subject.title, words), "titles": _titles(asked)}
    return filled_template("explain.txt", words, asked=asked, steps=steps, **shown, **told)


def filled_template(template: str, words: Mapping[str, str], **values: object) -> str:
    """A template of an account in a campaign's words, filled in."""
    environment = Environment(  # noqa: S701 - plain text for a terminal
        loader=WordedTemplates(words), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(template).render(values)


def _asked(judged: Judged, unit: str, key: str, grade: str | None) -> Asked:
    subjects = {subject.id: subject for subject in judged.campaign.subjects}
    subject_id, _, item_id = key.partition("/")
    if unit != ROOT and unit not in judged.roster:
        raise UnknownError(f"{unit}: no such unit in the roster (all of them together are “{ROOT}”)")
    if subject_id not in subjects:
        raise UnknownError(f"{key}: no such subject; there are {', '.join(subjects)}")
    items = {item.id: item for item in subjects[subject_id].items}
    if item_id not in items:
        raise UnknownError(f"{key}: no such item; there are {', '.join(f'{subject_id}/{item}' for item in items)}")
    grades = (*(word.id for word in items[item_id].grades), BLANK)
    if grade is not None and grade not in grades:
        raise UnknownError(f"{grade}: no such grade; there are {', '.join(grades)}")
    return Asked(unit, subjects[subject_id], items[item_id], (grade,) if grade else grades)


def _titles(asked: Asked) -> list[str]:
    words = {grade.id: grade.title for grade in asked.item.grades} | {BLANK: SITE["blank"]}
    return [words[grade] for grade in asked.grades]


@dataclass(frozen=True, slots=True)
class Quotient:
    """One division as it is published: what is divided, by what, and the rounded result."""

    name: str
    part: str
    whole: str
    value: str


def _rates(tables: Tables, asked: Asked, campaign: Campaign) -> dict[str, list[Quotient]]:
    """The divisions behind the published rates and the score of a total; of one grade, that of its share."""
    rows = _rows(tables["rollup_tallies"], asked)
    counts = {grade: int(count) for grade, count in rows[["grade", "count"]].itertuples(index=False)}
    sums = item_sums(counts, asked.item)
    if not (valid := sums["valid"]):
        return {"rates": [], "scores": []}
    percent = partial(_percent, base=f"{base_word(asked.subject)} {valid}", whole=valid, campaign=campaign)
    if len(asked.grades) == 1:
        (grade,) = asked.grades
        title = _titles(asked)[0]
        return {"rates": [percent(title, counts.get(grade, 0))] if grade in asked.item.rated else [], "scores": []}
    top = asked.item.scale.top
    words = {campaign.words["positive_rate"]: "positive"} | ({top.title: "top"} if top else {})
    return {
        "rates": [percent(name, part) for name, key in words.items() if (part := sums[key]) is not None],
        "scores": list(_score(counts, sums, asked.item, campaign.decimals)),
    }


def _percent(name: str, part: int, base: str, whole: int, campaign: Campaign) -> Quotient:
    value = quotient(100 * part, whole, campaign.decimals)
    return Quotient(name, str(part), base, f"{value:.{campaign.decimals}f}%")


def _score(counts: dict[str, int], sums: dict[str, int | None], item: Item, decimals: int) -> Iterator[Quotient]:
    """The weighted mean: every weighed grade with its count, by how many marks of such grades there are."""
    value = item_rates(sums, decimals)["score"]
    if value is not None:
        weighed = [grade for grade in item.grades if grade.weight is not None]
        terms = [f"{grade.title} {grade.shown_weight}×{counts.get(grade.id, 0)}" for grade in weighed]
        points = Grade("", "", weight=sums["points"]).shown_weight
        yield Quotient("＋".join(terms), points, str(sums["scored"]), f"{value:.{decimals}f}")


def _rows(table: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    place = {"unit": asked.unit, "subject": asked.subject.id, "item": asked.item.id}
    return table[(table[list(place)] == pd.Series(place)).all(axis=1)]


class _Account:
    """The tree of sums of one item."""

    def __init__(self, tables: Tables, judged: Judged, asked: Asked) -> None:
        self.repository, self.asked = judged, asked
        self.totals = self._counts(tables["rollup_tallies"])
        self.own = self._counts(tables["tallies"])
        self.below: dict[str, list[str]] = {}
        for unit in tables["units"]["unit"]:
            self.below.setdefault(parent(unit), []).append(unit)

    def _counts(self, table: object) -> dict[str, dict[str, int]]:
        rows = table[(table["subject"] == self.asked.subject.id) & (table["item"] == self.asked.item.id)]  # type: ignore[index]
        found: dict[str, dict[str, int]] = {}
        for unit, grade, count in rows[["unit", "grade", "count"]].itertuples(index=False):
            found.setdefault(unit, {})[grade] = int(count)
        return found

    def steps(self, unit: str, depth: int) -> Iterator[Step]:
        """A node's total, then its own report, then the nodes below it; a leaf is just its report."""
        if unit not in self.totals:
            return
        below = [child for child in self.below.get(unit, []) if child in self.totals]
        if below:
            yield Step(depth, self._name(unit), own=False, counts=self._told(self.totals[unit]))
            depth += 1
        if unit in self.own:
            yield self._own(unit, depth)
        for child in below:
            yield from self.steps(child, depth)

    def _own(self, unit: str, depth: int) -> Step:
        document = self.repository.reports[unit].document
        pointer = f"/results/{self.asked.subject.id}/items/{self.asked.item.id}"
        if len(self.asked.grades) == 1 and self.asked.grades[0] in self.own[unit]:
            pointer += f"/{self.asked.grades[0]}"
        _, node, _ = parsed(document.path, document.text)
        counts = self._told(self.own[unit])
        commit = self.repository.commits.get(document.path, "")
        return Step(depth, self._name(unit), True, counts, document.path, locate(node, pointer).line, commit)

    def _told(self, counts: dict[str, int]) -> tuple[int, ...]:
        return tuple(counts.get(grade, 0) for grade in self.asked.grades)

    def _name(self, unit: str) -> str:
        return self.repository.roster[unit].name if unit in self.repository.roster else ""
