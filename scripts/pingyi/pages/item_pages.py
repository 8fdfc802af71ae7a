"""结果，一项评议内容一页: all units and each of them beside its parent, its siblings and everyone; no unit is ranked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from pingyi.charts.strip import Strip, StripScale, sibling_marks, strip, strip_scale
from pingyi.model import ROOT, Item, Subject
from pingyi.pages.renderer import Renderer
from pingyi.pages.views import View, node_view
from pingyi.publish.book import Book, Row
from pingyi.publish.missing import missing
from pingyi.publish.site_words import SITE

COMPARED = 400
"""Up to so many units are all compared on one page, above only those that report to the office: pages stay readable."""
BEYOND_BY: dict[str, Literal["", "near", "out"]] = {"hin": "", "-95": "near", "998": "out"}
"""How a mark is drawn, by the end of its place."""
CHANCE_RANGE = ("lower_998", "upper_998")


@dataclass(frozen=True, slots=True)
class ComparedUnit:
    """A unit with everything below it: its rate and its parent's, its row of the table `funnel` if it has one, its strip."""

    unit: Row
    rate: Row | None
    above: Row | None
    limits: Row | None
    strip: Markup
    gone: str


def item_path(subject: str, item: str) -> str:
    """Where the page of an item stands, without its ending."""
    return f"results/{subject}/{item}"


def pages(book: Book, renderer: Renderer) -> Iterator[tuple[str, str]]:
    for subject in book.campaign.subjects if book.has("rates") else ():
        view = node_view(book, ROOT, subject)
        for item in subject.items:
            if has_page(book, subject, item):
                yield _page(book, renderer, view, item)


def has_page(book: Book, subject: Subject, item: Item) -> bool:
    """Whether there is a rate to compare."""
    whole = book.get("rates", ROOT, subject.id, item.id)
    return whole is not None and whole["positive_rate"] is not None


def _page(book: Book, renderer: Renderer, view: View, item: Item) -> tuple[str, str]:
    subject = view.subject
    units = book.all("units")
    near = units if len(units) <= COMPARED else book.reporting_units()
    found = {row["unit"]: book.get("rates", row["unit"], subject.id, item.id) for row in near}
    # A release may tell nothing of any unit below those that report: then they do not stand there.
    told = any(found[row["unit"]] for row in near if row["kind"] != "reporting")
    listed = [row for row in near if told or row["kind"] == "reporting"]
    rates = {row["unit"]: found[row["unit"]] for row in listed}
    scale, marks, lines = _compared(book, subject, item, listed, rates)
    return renderer.page(
        f"{item_path(subject.id, item.id)}.md",
        item.title,
        "results_item.html",
        view=view,
        item=item,
        line=next(line for line in view.lines if line.item.id == item.id),
        block=next(block for block in view.blocks if item in block.items),
        others=[other for other in subject.items if has_page(book, subject, other)],
        totals=book.get("funnel_totals", "reporting", subject.id, item.id),
        scale=scale,
        marks=marks,
        lines=lines,
        all_units=len(units) == len(listed),
        crowded=len(units) > COMPARED,
    )


def _compared(
    book: Book, subject: Subject, item: Item, listed: list[Row], rates: dict[str, Row | None]
) -> tuple[StripScale, Markup, list[ComparedUnit]]:
    """The scale of all strips, the marks of all siblings, and each unit with its strip."""
    whole = book.get("rates", ROOT, subject.id, item.id)
    above = {row["unit"]: book.get("rates", row["parent"], subject.id, item.id) for row in listed}
    limits = {row["unit"]: _limits(book, row, subject, item) for row in listed}
    told = {unit: share for unit, rate in rates.items() if (share := _share(rate)) is not None}
    ends = [row[name] for row in limits.values() if row for name in CHANCE_RANGE if row[name] is not None]
    shares = [*told.values(), *ends, *(share for row in (whole, *above.values()) if (share := _share(row)) is not None)]
    scale = strip_scale(shares)
    parents = list(dict.fromkeys(row["parent"] for row in listed))
    groups = [
        [told[row["unit"]] for row in listed if row["parent"] == parent and row["unit"] in told] for parent in parents
    ]
    lines = [
        ComparedUnit(
            row, rates[row["unit"]], above[row["unit"]], limits[row["unit"]],
            _strip(
                (rates[row["unit"]], above[row["unit"]] if row["parent"] != ROOT else None, whole),
                limits[row["unit"]], book.name(row["unit"]), (parents.index(row["parent"]), scale),
            ),
            missing(row["state"], row["overdue_days"]),
        )
        for row in listed
    ]  # fmt: skip
    return scale, sibling_marks(groups, scale), lines


def _limits(book: Book, unit: Row, subject: Subject, item: Item) -> Row | None:
    """What chance explains of all ballots that a unit's rate stands on: of inner units that do not report nothing is told."""
    scope = "reporting" if unit["kind"] == "reporting" else "own"
    if scope == "own" and book.right_below(unit["unit"]):
        return None
    row = book.get("funnel", unit["unit"], scope, subject.id, item.id)
    return row if row is not None and None not in (row["outside"], *(row[name] for name in CHANCE_RANGE)) else None


def _strip(
    rates: tuple[Row | None, Row | None, Row | None], limits: Row | None, name: str, drawing: tuple[int, StripScale]
) -> Markup:
    """The strip of a unit. `rates`: its own, its parent's, everyone's; `drawing`: the group of its siblings, the scale."""
    own, above, whole = rates
    share, (group, scale) = _share(own), drawing
    if own is None or share is None:
        return Markup("")
    words = SITE["strip"]
    said = [words["own"].format(name=name, share=own.text("positive_rate"))]
    for key, row in (("above", above), ("whole", whole)):
        if row is not None and _share(row) is not None:
            said.append(words[key].format(share=row.text("positive_rate")))
    if limits:
        said.append(words["chance"].format(low=limits.text("lower_998"), high=limits.text("upper_998")))
    drawn = Strip(
        own=share,
        above=_share(above),
        whole=_share(whole),
        chance=(limits["lower_998"], limits["upper_998"]) if limits else None,
        group=group,
        beyond=BEYOND_BY[limits["outside"][-3:]] if limits else "",
        label="，".join(said),
    )
    return strip(drawn, scale)


def _share(row: Row | None) -> float | None:
    return None if row is None else row["positive_rate"]
