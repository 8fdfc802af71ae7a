"""A campaign's guide, written from its own file: what a campaign has that brings no prose of its own, and where an office begins."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from jinja2 import Environment, StrictUndefined

from pingyi.campaign.worded_templates import WordedTemplates
from pingyi.contract.assets import assets
from pingyi.contract.campaign_words import DEFAULT_WORDS, heading, worded
from pingyi.contract.schemas import own_schema
from pingyi.load import values
from pingyi.load.documents import own_document
from pingyi.model import Campaign, Data

START_WORDS: Final[Data] = own_document(assets("schemas"), "start.yml").data
GUIDE_PAGES: Final = ("index", "evaluate", "reporting", "office", "publishing", "first-publication")
"""In the order in which the site names them."""

PART_TITLES: Final[dict[str, str]] = {
    key: field["title"] for key, field in own_schema("unit")["properties"].items() if "title" in field
}


def environment(words: Mapping[str, str] = DEFAULT_WORDS, folder: str = "start") -> Environment:
    """The templates of what is written into a campaign repository, in a campaign's words. Its blanks are not those of
    workflows, nor of Markdown.
    """
    return Environment(
        loader=WordedTemplates(words, folder),
        undefined=StrictUndefined, autoescape=False,  # noqa: S701 - YAML, shell and Markdown, no HTML
        variable_start_string="<<", variable_end_string=">>", block_start_string="<%", block_end_string="%>",
        comment_start_string="<#", comment_end_string="#>", trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


def rendered(template: str, folder: str = "start", /, **values: object) -> str:
    """A template of a campaign repository, or of another folder, filled in."""
    return environment(folder=folder).get_template(template).render(values)


def guide_pages(data: Data) -> dict[str, str]:
    """The pages of a campaign's guide by path below `docs/`. `data`: its campaign file."""
    read = values.campaign(data)
    shown = {"campaign": data, "read": read, "parts": _parts(read), "headed": partial(heading, words=read.words)}
    templates = environment(read.words)
    return {f"guide/{name}.md": templates.get_template(f"guide/{name}.md").render(shown) for name in GUIDE_PAGES}


REPORT_PARTS: Final = tuple(own_schema("campaign")["properties"]["parts"]["properties"])


def _parts(campaign: Campaign) -> list[dict[str, Any]]:
    """What a report consists of, with who must report it: title and a level for each kind of unit."""
    found = campaign.data["parts"]
    levels = {part: {kind: found.get(part, {}).get(kind, "optional") for kind in campaign.due} for part in REPORT_PARTS}
    return [
        {"title": worded(PART_TITLES[part], campaign.words), **by}
        for part, by in levels.items()
        if set(by.values()) != {"unused"}
    ]
