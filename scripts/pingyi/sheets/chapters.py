"""Sheets and dossiers as values: which nodes, and what each of them wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pingyi.contract.campaign_words import worded
from pingyi.decisions.decision_words import decision_words
from pingyi.figures.progress import JOIN
from pingyi.model import OFFICE, ROOT, parent
from pingyi.publish.book import Book, Row
from pingyi.publish.missing import LEGEND
from pingyi.publish.scale_words import positives, weights, without_approval
from pingyi.publish.written_texts import plain_paragraphs
from pingyi.sheets.content import Case, Chapter, Fact, Image, Ledger, SheetDocument, Text, say, word
from pingyi.sheets.summary import blocks, node_figures, unit_title

LEDGER = {"unit": 80, "item": 56, "problem": 150, "cause": 110, "measure": 160, "owner": 84, "status": 134}
"""The ledger's columns and their widths in points."""


def sheet(book: Book, node: str, as_of: date) -> SheetDocument:
    """The summary table of a node and what this unit wrote itself."""
    return _document(
        book, node, as_of, say("title", campaign=book.campaign.title), [chapter(book, node, [node], as_of)]
    )


def dossier(book: Book, node: str, as_of: date) -> SheetDocument:
    """All of a reporting unit with everything below it; for the whole campaign a chapter for each reporting unit."""
    title = say("dossier", campaign=book.campaign.title)
    if node == ROOT:
        chapters = [chapter(book, ROOT, [], as_of)]
        chapters += [
            chapter(book, row["unit"], _with_below(book, row["unit"]), as_of) for row in book.reporting_units()
        ]
    else:
        chapters = [chapter(book, node, _with_below(book, node), as_of)]
    return _document(book, node, as_of, title, chapters, dossier=True)


def _document(
    book: Book, node: str, as_of: date, title: str, chapters: Sequence[Chapter], *, dossier: bool = False
) -> SheetDocument:
    demonstration = bool(book.campaign.data.get("demonstration"))
    accepted = tuple(_acceptances(book, node))
    return SheetDocument(
        title,
        unit_title(book, node),
        as_of,
        demonstration,
        tuple(chapters),
        book.campaign.decimals,
        book.campaign.words,
        dossier,
        accepted,
    )


def _acceptances(book: Book, node: str) -> Iterator[str]:
    """Each level that has accepted the unit's report as it is, with post and day: by itself, or with a unit above it."""
    standing = book.one("approvals", node)
    for level in (standing["accepted_by"] or "").split(JOIN) if standing and standing["accepted"] else ():
        if found := next(_accepted_by(book, node, level), None):
            name = decision_words()["office"] if level == OFFICE else book.name(level)
            yield say("acceptance", level=name, post=found["post"], on=found["on"])


def _accepted_by(book: Book, node: str, level: str) -> Iterator[Row]:
    while node != ROOT:
        rows = [row for row in book.of("decisions", node) if row["verdict"] == "accepted" and row["by"] == level]
        yield from reversed(rows)
        node = parent(node)


def _with_below(book: Book, node: str) -> list[str]:
    return [node, *(row["unit"] for row in book.below(node))]


def chapter(book: Book, node: str, units: Sequence[str], as_of: date) -> Chapter:
    """The chapter of a node; ledger and cases are those of `units`."""
    progress, report = book.progress(node), book.one("reports", node)
    names = ("expected", "received")
    paper, tables = blocks(book, node)
    return Chapter(
        name=unit_title(book, node),
        received=say("received", as_of=as_of.isoformat(), **{name: progress[name] for name in names}),
        blocks=tables,
        subjects=node_figures(book, node),
        paper=paper,
        notes=tuple(_notes(book, node)),
        account=tuple(plain_paragraphs(report["account"])) if report else (),
        facts=tuple(_facts(book, node)),
        texts=tuple(_texts(report)),
        ledger=_ledger(book, units),
        cases=tuple(_case(book, row) for unit in units for row in book.of("cases", unit)),
        elsewhere=say("elsewhere" if node == ROOT else "nothing", book.campaign.words),
    )


def _notes(book: Book, node: str) -> Iterator[str]:
    yield say("notes.sum")
    yield say("notes.symbols", symbols=LEGEND)
    about = _about_rates(book)
    if counted := positives(book.campaign):
        yield say("notes.rate", **about, positives=counted)
    else:
        yield say("notes.shares", **about)
    if counted and (scales := without_approval(book.campaign)):
        yield say("notes.no_rate", **about, scales=scales)
    if weighed := weights(book.campaign):
        yield say("notes.score" if counted else "notes.score_alone", **about, weights=weighed)
    for unit in _with_below(book, node):
        yield from (_unheld(book, row) for row in book.of("ballots", unit) if row["outcome"] != "held")


def _about_rates(book: Book) -> dict[str, str]:
    """What the campaign calls its rates, what they are of, and how far they are rounded, in words."""
    kinds = dict.fromkeys(subject.denominator for subject in book.campaign.subjects)
    return {
        "positive_rate": book.campaign.words["positive_rate"],
        "denominator": "；".join(word("denominators")[kind] for kind in kinds),
        "decimals": word("decimals")[str(book.campaign.decimals)],
    }


def _unheld(book: Book, row: Row) -> str:
    subjects = {subject.id: subject for subject in book.campaign.subjects}
    outcome = worded(word("outcomes"), book.campaign.words)[row["outcome"]]
    return say(
        "notes.unheld",
        book.campaign.words,
        unit=book.name(row["unit"]),
        subject=book.evaluated(subjects[row["subject"]]),
        outcome=outcome,
        reason=row["reason"] or "",
    )


def _facts(book: Book, node: str) -> Iterator[Fact]:
    """What the unit said in fields, in the order of the work."""
    found = {
        "consultation": _consultation(book.one("reports", node)),
        "sessions": [_session(row) for row in book.of("sessions", node)],
        "feedback": _feedback(book.one("reports", node)),
        "combined": _combined(book.one("reports", node)),
        "guidance": [_guidance(book, row) for row in book.of("guidance", node)],
        "points": [_point(book, row) for row in book.of("contact_points", node)],
    }
    for key, lines in found.items():
        if lines:
            yield Fact(say(f"facts.{key}", book.campaign.words), tuple(lines))


def _consultation(report: Row | None) -> list[str]:
    if report is None or not report["consultation_started_on"]:
        return []
    period = report["consultation_started_on"]
    if report["consultation_ended_on"]:
        period = say("facts.period", start=period, end=report["consultation_ended_on"])
    parts = [period]
    if report["channels"]:
        parts.append(say("facts.channels", channels=report["channels"]))
    if report["opinions"] is not None:
        parts.append(say("facts.opinions", opinions=report["opinions"]))
    return ["，".join(parts)]


def _session(row: Row) -> str:
    parts = [row["held_on"], row["form"]]
    if row["attended"] is not None:
        parts.append(say("facts.attended", attended=row["attended"]))
    return "，".join(parts) + (f"（{row['participants']}）" if row["participants"] else "")


def _feedback(report: Row | None) -> list[str]:
    if report is None or not report["feedback_given_on"]:
        return []
    audiences = [say("facts.audiences", audiences=report["audiences"])] if report["audiences"] else []
    return ["，".join([report["feedback_given_on"], *audiences])]


def _combined(report: Row | None) -> list[str]:
    return [report["combined_with"]] if report and report["combined_with"] else []


def _guidance(book: Book, row: Row) -> str:
    where = [book.name(row["to"])] if row["to"] else []
    return "，".join(filter(None, [row["date"], row["post"], *where, row["note"]]))


def _point(book: Book, row: Row) -> str:
    name = book.name(row["point"]) if row["point"] else row["name"]
    owner = [say("facts.owner", owner=row["owner"])] if row["owner"] else []
    return "；".join(filter(None, [name, row["reason"], *owner]))


def _texts(report: Row | None) -> Iterator[Text]:
    if report and report["self_check"]:
        yield Text(say("facts.self_check"), tuple(plain_paragraphs(report["self_check"])))


def _ledger(book: Book, units: Sequence[str]) -> Ledger:
    """The entries of the units; the column of the unit only where there are several."""
    keys = list(LEDGER) if len(units) > 1 else [key for key in LEDGER if key != "unit"]
    entries = [_entry(book, row) for unit in units for row in book.of("rectification", unit)]
    return Ledger(
        tuple(say(f"ledger_columns.{key}", book.campaign.words) for key in keys),
        tuple(float(LEDGER[key]) for key in keys),
        tuple(tuple(entry[key] for key in keys) for entry in entries),
    )


def _entry(book: Book, row: Row) -> dict[str, str]:
    status = [say("overdue")] if row["overdue"] else []
    status += [str(word("statuses")[row["status"]]), row["done_on"] or "", row["evidence"] or ""]
    return {
        "unit": book.name(row["unit"]),
        "item": book.item_title(f"{row['subject']}/{row['item']}") if row["item"] else "",
        "problem": row["problem"] or "",
        "cause": row["cause"] or "",
        "measure": "；".join(part.rstrip("。") for part in (row["goal"], row["measure"]) if part),
        "owner": "\n".join(filter(None, [row["owner"], row["due_on"]])),
        "status": "，".join(filter(None, status)),
    }


def _case(book: Book, row: Row) -> Case:
    parts = word("case_parts")
    texts = [Text(title, tuple(plain_paragraphs(row[key]))) for key, title in parts.items() if row[key]]
    pictures = [picture for picture in book.of("case_pictures", row["unit"]) if picture["id"] == row["id"]]
    images = [
        Image(f"data/units/{row['unit']}.files/{it['file']}", it["alt"] or "", it["caption"] or "") for it in pictures
    ]
    return Case(row["title"], say("case_unit", unit=book.name(row["about"])), tuple(texts), tuple(images))
