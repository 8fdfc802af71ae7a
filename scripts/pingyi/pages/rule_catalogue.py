"""校验规则: the catalogue, each rule at an anchor that is its id, to which findings link."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pingyi.check.catalogue import PLACEHOLDER, Catalogue, CatalogueEntry
from pingyi.pages.renderer import Renderer
from pingyi.publish.site_words import SITE, TITLES


def pages(catalogue: Catalogue, renderer: Renderer, unasked: Collection[str]) -> Iterator[tuple[str, str]]:
    """`unasked`: rules that judge nothing in this campaign."""
    rules = [rule for rule in catalogue.entries.values() if rule.id not in unasked]
    groups = [
        {
            "id": scope,
            **words,
            "rules": [_shown(rule, catalogue) for rule in rules if rule.scope == scope],
        }
        for scope, words in SITE["scopes"].items()
    ]
    description = SITE["descriptions"]["rules"]
    yield renderer.page(
        "rules.md", TITLES["rules"], "rules.html", description, groups=[g for g in groups if g["rules"]]
    )


def _shown(rule: CatalogueEntry, catalogue: Catalogue) -> dict[str, str]:
    """A rule in words, with a blank for what the check fills in."""
    blank = SITE["filled_in"]
    fix = PLACEHOLDER.sub(blank, rule.fix)
    return {
        "id": rule.id,
        "level": rule.level,
        "word": catalogue.word(rule.level),
        "title": rule.title,
        "message": PLACEHOLDER.sub(blank, rule.message),
        "fix": SITE["depends"] if fix == blank else fix,
        "why": rule.why,
    }
