"""The site: people's prose and generated pages staged on disk, then built by MkDocs, whose plain input stays inspectable."""

from __future__ import annotations

import logging
import os
import posixpath
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jieba
import yaml
from markupsafe import escape

from pingyi.check.run import MAX_FILE
from pingyi.contract import TOOL
from pingyi.dataset import Origin, dataset
from pingyi.dictionary import Tables
from pingyi.load.history import head
from pingyi.load.source import Source
from pingyi.opening import Opened
from pingyi.pages import pages
from pingyi.pages.book import Book
from pingyi.sheets.make import files, offer
from pingyi.write import write

CONFIG = "build/mkdocs.yml"
SHELF = "build/cache/sheets"
BUNDLES = TOOL / "build/web"
THEME = "overrides"
GUIDE = "guide/"
PAGE_LINK = re.compile(r"\[([^\]\n]+)\]\((?!https?:)([^)#\s]+\.md)(?:#[^)\s]*)?\)")


def stage(root: Path, opened: Opened, tables: Tables, site: Path, *, sheets: bool = True) -> list[str]:
    """Write `build/docs`, `build/theme` and `build/mkdocs.yml` below `root`; only what differs is touched.

    Returns what could not be made, in sentences.
    """
    commit = head(root)
    book = Book(tables, opened.repository.campaign)
    offered, complaints = offer(book) if sheets else ({}, [])
    generated, pictures = pages(opened, book, commit, offered)
    made: dict[str, str | bytes] = {
        **generated,
        **dataset(tables, Origin(opened.repository.campaign, opened.repository.as_of, commit)),
        **_pictures(opened.raw.reports, pictures),
    }
    made |= files(opened, book, offered, root / SHELF)
    prose = _prose(root)
    absent = set(_targets(_base()["nav"])) - {*prose, *made}
    docs: dict[str, str | bytes] = {**{path: _reachable(path, text, absent) for path, text in prose.items()}, **made}
    write(root / "build/docs", docs)
    write(root / "build/theme", {**_theme(), "partials/facts.html": _facts(opened, commit)})
    write(root / "build", {"mkdocs.yml": _config(root, opened, docs, site)}, prune=False)
    return complaints


def build(root: Path, as_of: datetime) -> None:
    """Run MkDocs over what was staged; its warnings are errors. The clock is the campaign's, so that builds repeat."""
    _environment(as_of)
    _say_warnings()
    from mkdocs.commands.build import build as build_site  # noqa: PLC0415 - slow, and reads the environment
    from mkdocs.config import load_config  # noqa: PLC0415

    config = load_config(str(root / CONFIG), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    build_site(config)


def midnight(opened: Opened) -> datetime:
    """The campaign's clock as a time."""
    return datetime.combine(opened.repository.as_of, datetime.min.time(), UTC)


def _say_warnings() -> None:
    """MkDocs only counts its warnings; whoever must mend a page wants to read them."""
    logger = logging.getLogger("mkdocs")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setLevel(logging.WARNING)
        logger.addHandler(handler)


def _environment(as_of: datetime) -> None:
    jieba.setLogLevel(logging.WARNING)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(as_of.timestamp()))
    os.environ["NO_MKDOCS_2_WARNING"] = "1"


def _prose(root: Path) -> dict[str, bytes]:
    """The campaign's own `docs/` where it has one, else the tool's; assets are the tool's, and the theme is not prose."""
    home = root if (root / "docs").is_dir() else TOOL
    prose = {path: content for path, content in _folder(home / "docs").items() if not path.startswith(f"{THEME}/")}
    assets = {path: content for path, content in _folder(TOOL / "docs").items() if path.startswith("assets/")}
    return {**prose, **assets, **_bundles()}


def _bundles() -> dict[str, bytes]:
    """The browser code, as `make` bundled it; without it every page still reads."""
    return {f"assets/{path}": content for path, content in _folder(BUNDLES).items() if path.endswith((".js", ".txt"))}


def _reachable(page: str, content: bytes, absent: set[str]) -> bytes:
    """Prose with links to pages of the site that this campaign or audience does not have turned into plain words."""
    if not page.endswith(".md"):
        return content

    def kept(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), match[2]))
        return match[1] if target in absent else match[0]

    return PAGE_LINK.sub(kept, content.decode()).encode()


def _theme() -> dict[str, str | bytes]:
    return dict(_folder(TOOL / "docs" / THEME))


def _folder(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _pictures(source: Source, pictures: Mapping[str, str]) -> dict[str, bytes]:
    """Pictures as the check read them: a link is never followed."""
    found = {target: source.read(path, MAX_FILE) for target, path in pictures.items()}
    return {target: content for target, content in found.items() if isinstance(content, bytes)}


def _facts(opened: Opened, commit: str) -> str:
    """A theme partial with what every page says: how old the data is, and whether it is real."""
    repository = opened.repository
    campaign = repository.campaign
    facts = {
        "demonstration": bool(campaign.data.get("demonstration")),
        "as_of": repository.as_of.isoformat(),
        "commit": commit,
        "organiser": escape(campaign.data["organiser"]),
    }
    return "".join(f"{{% set {key} = {_literal(value)} %}}\n" for key, value in facts.items())


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "'" + str(value).replace("\\", "").replace("'", "’") + "'"


def _config(root: Path, opened: Opened, docs: Mapping[str, object], site: Path) -> str:
    """The campaign's differences from the tool's mkdocs.yml, which it inherits."""
    config = {
        "INHERIT": str(TOOL / "mkdocs.yml"),
        "site_name": opened.repository.campaign.data.get("short_title", opened.repository.campaign.title),
        **({"site_url": url} if (url := opened.repository.campaign.data.get("site_url")) else {}),
        "docs_dir": str(root / "build/docs"),
        "site_dir": str(site),
        "theme": {"custom_dir": str(root / "build/theme")},
        "nav": _nav(root, docs),
        "extra_javascript": [path for path in _base()["extra_javascript"] if path in docs],
    }
    return "# generated by pingyi; do not edit\n" + yaml.safe_dump(config, allow_unicode=True, sort_keys=False)


def _base() -> dict[str, Any]:
    """The tool's own mkdocs.yml."""
    base: dict[str, Any] = yaml.safe_load((TOOL / "mkdocs.yml").read_text(encoding="utf-8"))
    return base


def _targets(nav: Any) -> Iterator[str]:
    """Every page that a navigation names."""
    if isinstance(nav, str):
        yield nav
    else:
        for entry in nav.values() if isinstance(nav, dict) else nav:
            yield from _targets(entry)


def _nav(root: Path, docs: Mapping[str, object]) -> list[Any]:
    """The tool's navigation without pages that this campaign or audience lacks; a campaign's own guide lists its files."""
    base = _base()["nav"]
    own = root != TOOL and (root / "docs").is_dir()
    guide = sorted(
        (path for path in docs if path.startswith(GUIDE)), key=lambda path: (path != f"{GUIDE}index.md", path)
    )
    return [entry for entry in (_entry(entry, docs, guide if own else None) for entry in base) if entry]


def _entry(entry: Any, docs: Mapping[str, object], guide: list[str] | None) -> Any:
    if isinstance(entry, str):
        return entry if entry in docs else None
    ((title, target),) = entry.items()
    if isinstance(target, str):
        return entry if target in docs else None
    listed = [child for child in target if _entry(child, docs, None)]
    # Generated pages, which have a title there, stand below a campaign's own guide too.
    pages_below = listed if guide is None else [*guide, *(child for child in listed if isinstance(child, dict))]
    return {title: pages_below} if pages_below else None
