"""Pages, files and texts as tests read them."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from lxml import html
from pypdf import PdfReader

Page: TypeAlias = Any
"""A parsed element. What an XPath finds in it may be anything, so its type would say nothing."""

COMMONS = "search/common"
"""Where a site has what the entries of its search index are packed with: pieces of some."""


def squeezed(text: str) -> str:
    """Text without what layout and the search's word breaks may add."""
    return re.sub(r"[\s\u200b]+", "", text)


def chinese(text: str) -> str:
    """The Chinese signs of a text alone: much shorter, and what is in the whole is in these too."""
    return "".join(re.findall(r"[\u3400-\u9fff]+", text))


def said(element: Page) -> str:
    """What an element says, squeezed."""
    return squeezed(element.xpath("string()"))


def text(element: Page) -> str:
    """What an element says, with one space between words."""
    return " ".join(element.xpath("string()").split())


def body(generated: str) -> Page:
    """The parsed body of a generated page, without its front matter."""
    return html.fromstring(generated.partition("\n---\n")[2])


def bodies(generated: Iterable[tuple[str, str]]) -> dict[str, Page]:
    """Path to parsed body of every generated page."""
    return {path: body(page) for path, page in generated if path.endswith(".md")}


@lru_cache(maxsize=4)
def pages(site: Path) -> dict[str, Page]:
    """Address to parsed page of a whole site."""
    parser = html.HTMLParser(encoding="utf-8")
    return {
        path.relative_to(site).as_posix(): html.parse(str(path), parser).getroot()
        for path in sorted(site.rglob("*.html"))
    }


def files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def inflated(packed: bytes, commons: Path) -> str:
    """A packed text of which there are many. `commons`: the folder of what they are packed with."""
    named = packed[1] & 32
    common = zlib.decompress((commons / f"{packed[2:6].hex()}.z").read_bytes()) if named else b""
    return zlib.decompressobj(zdict=common).decompress(packed).decode()


def readable(path: str, content: bytes) -> str:
    """What a file says, unpacked."""
    if path.endswith(".pdf"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if path.endswith((".zip", ".xlsx", ".docx")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return (gzip.decompress(content) if path.endswith(".gz") else content).decode("utf-8", "replace")


@lru_cache(maxsize=4)
def everything(site: Path, but: tuple[str, ...] = ()) -> str:
    """All that the files of a site say, the search index and compressed files included, `but` those of some kinds."""
    texts = []
    for path, content in files(site).items():
        if path.endswith(but):
            continue
        text = inflated(content, site / COMMONS) if path.endswith(".z") else readable(path, content)
        whole = path.endswith((".json", ".z")) and not path.startswith(COMMONS)
        texts.append(json.dumps(json.loads(text), ensure_ascii=False) if whole else text)
    return squeezed("\n".join(texts))
