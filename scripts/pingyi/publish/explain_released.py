"""What a release published of a number, as it stands in the release's own tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pingyi.load.history import ABBREVIATED
from pingyi.load.releases import Release
from pingyi.model import BLANK, ROOT, Campaign, Data
from pingyi.protect.cells import JOINED
from pingyi.publish.explain import filled_template
from pingyi.publish.site_words import SITE

SIZES_TOLD = ("valid", "valid_ratings", "persons_evaluated")


@dataclass(frozen=True, slots=True)
class PublishedCount:
    """A count as it was told: `title` of one grade or of several that were merged; `count`: None where it is not told."""

    title: str
    count: int | None


def explained_release(release: Release, campaign: Campaign, unit: str, key: str, grade: str | None) -> str:
    """What the release tells of a unit's item, or of one grade of it, as text."""
    subject, _, item = key.partition("/")
    place = {"unit": unit, "subject": subject}
    size = next(_rows(release, "rollup_ballots", place), None)
    counts = list(_rows(release, "rollup_tallies", {**place, "item": item}))
    wanted = [row for row in counts if grade is None or grade in row["grade"].split(JOINED)]
    titles = _titles(campaign, subject, item)
    return filled_template(
        "explain_released.txt",
        campaign.words,
        release=release.name,
        as_of=release.manifest["as_of"],
        commit=release.manifest["commit"][:ABBREVIATED],
        unit=unit if unit != ROOT else "",
        size=size,
        sizes=[(name, size[name]) for name in SIZES_TOLD if size and size.get(name) is not None],
        told_in=next(
            (row["told_in"] for row in [*counts, *([size] if size else [])] if row.get("told_in")), release.name
        ),
        counts=[
            PublishedCount(_joined(row["grade"], titles), row["count"]) for row in wanted if row["status"] != "merged"
        ],
    )


def _rows(release: Release, table: str, place: Data) -> Iterator[Data]:
    for row in release.rows(table) or ():
        if place.items() <= row.items():
            yield row


def _titles(campaign: Campaign, subject: str, item: str) -> dict[str, str]:
    """The grades' titles; a word that the campaign no longer has stands as it is."""
    items = [found for one in campaign.subjects if one.id == subject for found in one.items if found.id == item]
    return {grade.id: grade.title for found in items for grade in found.grades} | {BLANK: SITE["blank"]}


def _joined(grades: str, titles: dict[str, str]) -> str:
    return "、".join(titles.get(grade, grade) for grade in grades.split(JOINED))
