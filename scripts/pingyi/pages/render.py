"""Templates to pages. A page is Markdown front matter and one HTML body on one line, which Markdown leaves as it is."""

from __future__ import annotations

import json
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pingyi.pages.book import Book, figure, paragraphs, relative, sentence

# The theme writes titles and descriptions into attributes unescaped.
UNSAFE = str.maketrans({"<": "＜", ">": "＞", "&": "＆", '"': "＂", "{": "｛", "}": "｝"})


class Renderer:
    """The templates of the site, bound to one book."""

    def __init__(self, book: Book, facts: dict[str, Any]) -> None:
        self.environment = Environment(
            loader=PackageLoader("pingyi"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.environment.globals |= {"book": book, "fig": figure, **facts}
        self.environment.filters |= {"paragraphs": paragraphs, "sentence": sentence}

    def page(self, path: str, title: str, template: str, description: str = "", **values: Any) -> tuple[str, str]:
        """Path and content of a Markdown page. `path` ends in `.md`; links in the template are relative to it."""
        body = self.environment.get_template(template).render(
            title=title, link=lambda target: relative(path, target), **values
        )
        # One line: a report's text can then begin no Markdown block, such as a code fence.
        flat = " ".join(filter(None, map(str.strip, body.split("\n"))))
        return path, f'{front_matter(title, description)}\n<div class="py">{flat}</div>\n'


def front_matter(title: str, description: str = "") -> str:
    """YAML front matter; both are made safe for the theme, which puts them into the page unescaped."""
    fields = {"title": title, "description": description, "hide": ["navigation", "toc"], "body": "html"}
    lines = [f"{key}: {json.dumps(_safe(value), ensure_ascii=False)}" for key, value in fields.items() if value]
    return "\n".join(["---", *lines, "---"])


def _safe(value: Any) -> Any:
    return " ".join(value.split()).translate(UNSAFE) if isinstance(value, str) else value
