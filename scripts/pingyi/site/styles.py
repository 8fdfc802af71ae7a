"""The theme's own style sheets in one, whole for prose; and for generated pages without what they cannot have.

Our templates and scripts alone make generated pages. Rules about classes and attributes that none of these writes match
nothing there: four fifths of the theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import chain, groupby, pairwise
from pathlib import Path
from typing import Final

import tinycss2
from tinycss2.ast import LiteralToken, Node

from pingyi.campaign.verdict_cache import Cache, digest
from pingyi.contract.assets import Asset, assets
from pingyi.files.caches import cache_folder

SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/\s*")
NAME_IN_CODE = re.compile(r"[\w-]+")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
WRITERS: Final[tuple[tuple[Asset, str], ...]] = (
    ("templates", "*.html"),
    ("docs", "*.html"),
    ("docs", "*.css"),
    ("web", "*.js"),
)
"""What writes generated pages, or styles them beside the theme."""


@cache
def whole_theme() -> str:
    """The theme's style sheets."""
    folder = Path(str(files("material"))) / "templates/assets/stylesheets"
    found = [next(folder.glob(f"{name}.*.min.css")).read_text(encoding="utf-8") for name in ("main", "palette")]
    return SOURCE_MAP.sub("", "".join(found))


@cache
def slim() -> str:
    """What of the theme can match on a generated page."""
    written = "\n".join(
        path.read_text(encoding="utf-8") for name, kind in WRITERS for path in sorted(assets(name).rglob(kind))
    )
    # Half a second of reading styles, for the same outcome until the theme or what is written changes.
    kept = Cache(cache_folder(assets("docs"), "styles"), digest([Path(__file__).read_bytes()])).drawer("slim")
    key = digest([whole_theme().encode(), written.encode()])
    styles = kept.get(key) or without_unused(whole_theme(), written)
    kept.put(key, styles)
    kept.save()
    return str(styles)


def without_unused(styles: str, written: str) -> str:
    """Styles without selectors that name what is not written, and without variables that neither they nor what is written use."""
    nodes = tinycss2.parse_stylesheet(styles, skip_comments=True, skip_whitespace=True)
    rules = list(_matching(nodes, set(NAME_IN_CODE.findall(written))))
    used = set(VARIABLE.findall(tinycss2.serialize(rules) + written))
    for rule in rules:
        if rule.type == "qualified-rule":
            rule.content = _joined((part for part in _parts(rule.content, ";") if _assigns(part) <= used), ";")
    return str(tinycss2.serialize(rules))


def _matching(nodes: Iterable[Node], words: set[str]) -> Iterator[Node]:
    """Rules whose selectors can match where these are all the words; what is no style of elements is kept."""
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = _parts(node.prelude, ",")
            node.prelude = _joined((part for part in selectors if words.issuperset(_names(part))), ",")
            if node.prelude:
                yield node
        elif node.type == "at-rule" and node.lower_at_keyword in {"media", "supports"}:
            inside = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            node.content = list(_matching(inside, words))
            if node.content:
                yield node
        else:
            yield node


def _names(selector: list[Node]) -> Iterator[str]:
    """Classes and attributes that an element must have, and values of these. What stands in `:not(…)` and its like is no such demand."""
    for before, token in pairwise([None, *selector]):
        if token.type == "ident" and before == ".":
            yield token.value
        elif token.type == "[] block":
            name, *demand = token.content
            yield name.value
            if demand and demand[0] == "=":
                yield demand[1].value


def _assigns(declaration: list[Node]) -> set[str]:
    """The variable that a declaration gives a value, if that is what it does."""
    first = next((token for token in declaration if token.type == "ident"), None)
    return {first.value} if first and first.value.startswith("--") else set()


def _parts(tokens: Iterable[Node], mark: str) -> list[list[Node]]:
    """What stands between marks."""
    return [list(part) for is_mark, part in groupby(tokens, key=lambda token: token == mark) if not is_mark]


def _joined(parts: Iterable[list[Node]], mark: str) -> list[Node]:
    tokens = chain.from_iterable([LiteralToken(0, 0, mark), *part] for part in parts)
    return list(tokens)[1:]
