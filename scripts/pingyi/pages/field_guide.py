"""字段说明: every field of a report, from the contract, each at an anchor that is its path."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.check.expressions import never_applies
from pingyi.contract.fields import Field, asked_of, fields, walk
from pingyi.contract.schemas import Contract
from pingyi.model import Campaign
from pingyi.pages.renderer import Renderer
from pingyi.publish.site_words import SITE, TITLES


def pages(contract: Contract, campaign: Campaign, renderer: Renderer) -> Iterator[tuple[str, str]]:
    parts = [
        asked_of(part) for part in fields(contract) if part.key not in campaign.data["parts"] or campaign.uses(part.key)
    ]
    groups = [part for part in parts if part.children]
    yield renderer.page(
        "fields.md",
        TITLES["fields"],
        "fields.html",
        SITE["descriptions"]["fields"],
        head=[part for part in parts if part not in groups],
        groups=[(part, [field for field in walk(part.children) if _is_row(field)]) for part in groups],
        asked=campaign.data["parts"],
        unasked={rule.id for rule in contract.rules if never_applies(rule, campaign)},
    )


def _is_row(field: Field) -> bool:
    """Groups that only hold other fields need no row, unless they say something."""
    return not field.children or bool(field.description) or field.kind == "list"
