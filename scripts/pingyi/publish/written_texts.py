"""How numbers and what people wrote stand on pages and sheets."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from pingyi.tables.dataset import shown

SUFFIX = {"rate": "%"}
HAN = r"[\u2e80-\u9fff\uff00-\uffef]"
LINE_BREAK = re.compile(rf"(?<={HAN})\s*\n\s*|\s*\n\s*(?={HAN})")


def figure_text(value: Any, kind: str, decimals: int) -> str:
    """A number as it stands on a page, with its unit of measure."""
    return shown(value, kind, decimals) + SUFFIX.get(kind, "")


@lru_cache(maxsize=65536, typed=True)
def grouped_text(value: Any, kind: str, decimals: int) -> str:
    """Most figures stand on many pages: counts are small, and shares of few digits."""
    return grouped(figure_text(value, kind, decimals))


def grouped(text: str) -> str:
    """A whole number with a comma before each three digits, as they are read; every other text as it is."""
    return f"{int(text):,}" if len(text) > 3 and text.isdecimal() else text


def paragraphs(text: str | None) -> Markup:
    """Plain text as paragraphs of HTML."""
    return Markup("".join(f"<p>{escape(block)}</p>" for block in plain_paragraphs(text)))  # noqa: S704 - escaped here


def plain_paragraphs(text: str | None) -> list[str]:
    """Plain text as paragraphs: a blank line starts one, nothing in it is markup; a line break within Chinese is no space."""
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", text or "") if block.strip()]
    return [LINE_BREAK.sub("", block).replace("\n", " ") for block in blocks]


def sentence(text: str) -> str:
    """A line of text with a full stop, unless it ends in one already."""
    return text if text.endswith(("。", "！", "？", "…", ".")) else f"{text}。"
