"""Templates to pages. A page is Markdown front matter and one HTML body on one line, which Markdown leaves as it is."""

from __future__ import annotations

import json
import posixpath
import re
from functools import partial
from typing import Any

from jinja2 import StrictUndefined
from markupsafe import Markup

from pingyi.campaign.worded_templates import WordedTemplates
from pingyi.model import Subject
from pingyi.pages.engine import Compiled, Once, Pages
from pingyi.pages.figure_cells import (
    SMALL,
    account_cells,
    account_sum,
    bar_rows,
    bare,
    bare_limits,
    distribution_rows,
    figure,
    grade_cells,
    limits,
    row_cells,
    worded_rows,
)
from pingyi.pages.filters import value
from pingyi.pages.links import relative
from pingyi.pages.views import ItemLine, known_whole
from pingyi.publish.book import Book
from pingyi.publish.missing import LEGEND
from pingyi.publish.written_texts import grouped, paragraphs, sentence

# The theme writes titles and descriptions into attributes unescaped.
UNSAFE = str.maketrans({"<": "＜", ">": "＞", "&": "＆", '"': "＂", "{": "｛", "}": "｝"})


# Not in a tag, nor in a chart, which knows no such elements; a cell of a table never breaks anyhow. It begins with a hyphen, of
# which a page has few: a pattern that begins with any digit is looked for at every one.
DAY_AND_MONTH = re.compile(
    r"-[0-9]{2}-[0-9]{2}\b(?<=\b[0-9]{4}-[0-9]{2}-[0-9]{2})(?<!<td>[0-9]{4}-[0-9]{2}-[0-9]{2})(?!</(?:span|time)>|[^<>]*(?:>|</text>))"
)
YEAR = 4
UNQUOTED = re.compile(r'"(?<=[a-z0-9]=")([^\s"\'=<>`]+)"(?=[ >])')
"""A value of an attribute that needs no quotes: a page has hundreds, so that the pattern begins with what is quickly found. A text
has none either, for its own are escaped."""
FIGURE_OF = re.compile(r'(data-ref="?[a-z_]+\|)([^|" >]+)')
OWN = "~"
OPTIONAL = re.compile("</(?:t[dhr]|thead|tbody|li|d[dt])>")
"""Ends of elements that HTML lets a page leave out, for the next beginning says them."""
BETWEEN_BLOCKS = re.compile(r">\n(?=<(?:article|div|h2|h3|tr|td|th|section|ul|dl|dt|dd|li|p[ >]|table|details))")
"""Where a line begins that needs no blank before it."""


COMPILED = Compiled()
GENERATED = '---\nbody: "html"\n'
"""How a generated page begins: what follows the front matter is HTML already."""


class Renderer:
    """The templates of the site, bound to one book."""

    def __init__(self, book: Book, facts: dict[str, Any]) -> None:
        self.environment = Pages(
            loader=WordedTemplates(book.campaign.words),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=COMPILED,
        )
        self.book, self.once = book, Once(book)
        self.environment.globals |= {
            "book": book,
            "fig": figure,
            "bare": bare,
            "cells": row_cells,
            "account_cells": account_cells,
            "grade_cells": grade_cells,
            "known_whole": known_whole,
            "summed": account_sum,
            "symbols": LEGEND,
            "evaluated": book.evaluated,
            "facet_value": value,
            "item_address": item_address,
            "limits": limits,
            "bare_limits": bare_limits,
            "small": SMALL,
            "bar_rows": bar_rows,
            "worded_rows": worded_rows,
            "distribution_rows": distribution_rows,
            "once": self.once,
            "tree_cells": self._tree_cells,
            **facts,
        }
        self.environment.filters |= {
            "paragraphs": paragraphs,
            "sentence": sentence,
            "grouped": lambda number: grouped(str(number)),
            "kept_lines": kept_lines,
            "unit_name": book.name,
        }

    def page(
        self,
        path: str,
        title: str,
        template: str,
        description: str = "",
        *,
        late: bool = False,
        own: str = "",
        **values: Any,
    ) -> tuple[str, str]:
        """Path and content of a Markdown page. `path` ends in `.md`; links in the template are relative to it.

        `own`: the unit that the page is about, for which figures' names have a sign.

        `late`: the page has a script of its own, which runs those of the theme when what is most urgent is done.
        """
        body = self.environment.get_template(template).render(
            title=title, link=partial(relative, posixpath.dirname(path)), **values
        )
        # One line: a report's text can then begin no Markdown block, such as a code fence.
        flat = unquoted(whole_dates(one_line(body)))
        about = ""
        if own:
            flat, about = with_sign(flat, own), f' data-own="{own}"'
        return path, f'{front_matter(title, description, late=late)}\n<div class="py"{about}>{flat}</div>\n'

    def text(self, template: str, **values: Any) -> str:
        """A file that is no page, its values escaped as in XML."""
        return self.environment.get_template(template).render(**values)

    def _tree_cells(self, unit: str) -> Markup:
        """The cells of a unit in the trees of all units above it, made once: at 10,000 units they are most of all pages."""
        return self.once.made(("tree_cells", unit), lambda: self._tree_row(unit))

    def _tree_row(self, unit: str) -> str:
        row = self.book.one("units", unit)
        return self.text("tree_cells.html", row=row, counts=self.book.progress(unit))


def item_address(subject: Subject, line: ItemLine) -> str:
    """Where a reader finds more about one item: its page, where it has a rate to compare, else its subject's results."""
    if line.rate is not None and line.rate["positive_rate"] is not None:
        return f"results/{subject.id}/{line.item.id}.html"
    return f"results/index.html#{subject.id}"


def kept_lines(text: str) -> Markup:
    """Escaped text whose line breaks outlive a page's being put on one line."""
    lines = (line.strip() for line in str(text).strip().splitlines())
    return Markup("&#10;".join(lines))  # noqa: S704 - the template that made it has escaped it


def one_line(body: str) -> str:
    """HTML on one line, without what it may do without."""
    lines = "\n".join(filter(None, map(str.strip, body.split("\n"))))
    return OPTIONAL.sub("", BETWEEN_BLOCKS.sub(">", lines).replace("\n", " "))


def whole_dates(body: str) -> str:
    """HTML whose dates keep to one line: a browser would break them at their hyphens."""
    parts, done = [], 0
    for found in DAY_AND_MONTH.finditer(body):
        start = found.start() - YEAR
        parts += [body[done:start], f"<time>{body[start : found.end()]}</time>"]
        done = found.end()
    return "".join([*parts, body[done:]])


def unquoted(body: str) -> str:
    """HTML without the quotes that its attributes can do without."""
    return "".join(UNQUOTED.split(body))


def with_sign(body: str, unit: str) -> str:
    """HTML whose figures name the page's own unit by `OWN`: an id is long, and says nothing new there."""
    return FIGURE_OF.sub(lambda found: f"{found[1]}{OWN}" if found[2] == unit else found[0], body)


def front_matter(title: str, description: str = "", *, late: bool = False) -> str:
    """YAML front matter; both are made safe for the theme, which puts them into the page unescaped."""
    fields = {"title": title, "description": description, "late": late}
    lines = [f"{key}: {json.dumps(_safe(value), ensure_ascii=False)}" for key, value in fields.items() if value]
    return GENERATED + "\n".join([*lines, "---"])


def _safe(value: Any) -> Any:
    return " ".join(value.split()).translate(UNSAFE) if isinstance(value, str) else value
