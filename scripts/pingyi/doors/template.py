"""A report to fill in: valid YAML in which every field stands blank, its title, form and example beside it as a comment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pingyi.contract.assets import assets
from pingyi.contract.fields import NOTHING, Field, asked_of, fields
from pingyi.contract.schemas import Contract
from pingyi.contract.yaml_writer import editor_line, plain_yaml
from pingyi.load.documents import own_document
from pingyi.model import Campaign, Data, Unit

TEMPLATE_WORDS: Data = own_document(assets("schemas"), "template.yml").data
SEPARATOR = "、"
STOP = "。"
STEP = "  "
COMMENT_WIDTH = 110
"""Columns of a line with a comment behind it; a Chinese character takes two."""


def blank_report(contract: Contract, campaign: Campaign, unit: Unit, known: Data = NOTHING) -> str:
    """The template of one unit, with what its kind is asked for. Blank means absent: untouched, it reports nothing.

    `known`: what is to be confirmed only, each value marked as such (see `doors.prefill`).
    """
    return next(blank_reports(contract, campaign, [unit], known))


def blank_reports(
    contract: Contract, campaign: Campaign, units: Iterable[Unit], known: Data = NOTHING
) -> Iterator[str]:
    """The templates of many units, one after another: reading the fields takes far longer than writing them down."""
    every = fields(contract)
    asked = {category: [asked_of(field, category) for field in every] for category in campaign.titles("categories")}
    for unit in units:
        head = [f"# {line.format(name=unit.name, unit=unit.id)}" for line in TEMPLATE_WORDS["head"]]
        given = {"unit": unit.id, "status": "draft"}
        lines = [line for field in asked[unit.category] for line in _part(field, given, (campaign, unit.kind), known)]
        yield editor_line(unit.id) + "\n".join([*head, "", *lines]) + "\n"


def _part(field: Field, given: dict[str, str], of: tuple[Campaign, str], known: Data) -> Iterator[str]:
    """A top-level field; a part of the report begins with a heading, and is left out where its kind is not asked for it."""
    campaign, kind = of
    asked = campaign.data["parts"].get(field.key, {}).get(kind, "optional")
    if asked == "unused":
        return
    if field.children:
        heading = TEMPLATE_WORDS["part"].format(title=field.title, asked=TEMPLATE_WORDS["asked"][asked])
        yield from ("", f"# {heading}{field.description}")
    yield from _lines(field, "", given.get(field.key, ""), known.get(field.key))


def _lines(field: Field, indent: str, value: str = "", known: Any = None) -> Iterator[str]:
    if not field.children and known is not None:
        yield from _known(field, indent, known)
        return
    if not field.children:
        yield from _leaf(f"{indent}{field.key}: {value or _blank(field)}".rstrip(), indent, _comment(field))
        return
    # The heading of a part has said its title.
    yield f"{indent}{field.key}:" + (f"  # {_comment(field)}" if indent else "")
    if field.kind == "list":
        for entry in known or [NOTHING]:
            yield from _entry(field, indent + STEP, entry)
        yield f"{indent}{STEP}# {TEMPLATE_WORDS['more']}"
    else:
        for child in field.children:
            yield from _lines(child, indent + STEP, known=(known or NOTHING).get(child.key))


def _known(field: Field, indent: str, value: Any) -> Iterator[str]:
    """A value that is there already, marked as to be confirmed."""
    first, *others = plain_yaml({field.key: value}, lines=True).splitlines()
    yield from _leaf(f"{indent}{first}", indent, TEMPLATE_WORDS["confirm"].format(title=field.title))
    yield from (f"{indent}{line}" for line in others)


def _leaf(line: str, indent: str, comment: str) -> Iterator[str]:
    """A field to fill in, with its comment behind it, or above it where that would be too long to see."""
    if len(line) + 2 * len(comment) <= COMMENT_WIDTH:
        yield f"{line}  # {comment}"
    else:
        yield from (f"{indent}# {comment}", line)


def _entry(field: Field, indent: str, known: Data) -> Iterator[str]:
    """One member of a list, blank but for what is known; its dash stands before the first key, below that key's comment."""
    dash = "- "
    for child in field.children:
        for line in _lines(child, indent + STEP, known=known.get(child.key)):
            starts = dash and not line.lstrip().startswith("#")
            yield f"{indent}{dash}{line.lstrip()}" if starts else line
            dash = "" if starts else dash


def _blank(field: Field) -> str:
    return "{" + ", ".join(f"{key}: " for key in field.choices) + "}" if field.kind == "tally" else ""


def _comment(field: Field) -> str:
    """Title, whether it must be filled in, form, what the contract says of it, and its example."""
    title = field.title + (TEMPLATE_WORDS["must"] if field.required else "") + _form(field)
    example = "" if field.example is None else TEMPLATE_WORDS["example"].format(example=field.example)
    return STOP.join(text.rstrip(STOP) for text in (title, field.description, example) if text)


def _form(field: Field) -> str:
    first, second = (*field.choices, "", "")[:2]
    choices = [TEMPLATE_WORDS["choice"].format(code=code, title=title) for code, title in field.choices.items()]
    # Where the contract explains the codes, they need no list.
    listed = (
        "" if first and f"{first} " in field.description else TEMPLATE_WORDS["listed"].format(SEPARATOR.join(choices))
    )
    form: str = TEMPLATE_WORDS["forms"][field.kind].format(listed=listed if choices else "", first=first, second=second)
    return form
