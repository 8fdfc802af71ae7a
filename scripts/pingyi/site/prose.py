"""What people wrote for the site: pages, assets and the theme, a campaign's own or made from its file."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from pingyi.campaign.guide import guide_pages
from pingyi.contract.assets import assets
from pingyi.model import Campaign
from pingyi.publish.picture_sizes import size
from pingyi.site import styles

OVERRIDES = "overrides"
REVIEW = "review.js"
STYLES = "assets/theme.css"
SLIM_STYLES = "assets/slim.css"
PICTURE = re.compile(r"!\[[^\]]*\]\((?!https?:)([^)\s]+)\)(?!\{)")
PAGE_LINK = re.compile(r"\[([^\]\n]+)\]\((?!https?:)([^)#\s]+\.md)(?:#[^)\s]*)?\)")


def prose(root: Path, campaign: Campaign) -> dict[str, bytes]:
    """The campaign's own `docs/` where it has one, else a guide made from its file; assets are the tool's, and the theme is not prose."""
    own = _folder(root / "docs") or {path: text.encode() for path, text in guide_pages(campaign.data).items()}
    found = {path: content for path, content in own.items() if not path.startswith(f"{OVERRIDES}/")}
    shared = {path: content for path, content in _folder(assets("docs")).items() if path.startswith("assets/")}
    return {
        **found,
        **shared,
        STYLES: styles.whole_theme().encode(),
        SLIM_STYLES: styles.slim().encode(),
        **_bundles(reviews=campaign.approval is not None),
    }


def theme() -> dict[str, bytes]:
    """The overrides of the theme."""
    return _folder(assets("docs") / OVERRIDES)


def staged(page: str, written: dict[str, bytes], absent: set[str]) -> bytes:
    """A file of the prose for this campaign and audience.

    Links to pages that they do not have become plain words, and a picture says how large it is, so that nothing moves
    when it arrives.
    """
    if not page.endswith(".md"):
        return written[page]

    def kept(match: re.Match[str]) -> str:
        return match[1] if _target(page, match[2]) in absent else match[0]

    def sized(match: re.Match[str]) -> str:
        width, height = size(written.get(_target(page, match[1])))
        return f"{match[0]}{{ width={width} height={height} }}" if width else match[0]

    return PICTURE.sub(sized, PAGE_LINK.sub(kept, written[page].decode())).encode()


def _target(page: str, link: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), link))


def _bundles(*, reviews: bool) -> dict[str, bytes]:
    """Browser code and style sheets, as `make` bundled them; without the code every page still reads. `reviews`: whether there is a page to judge on."""
    return {
        f"assets/{path}": content
        for path, content in _folder(assets("web")).items()
        if path.endswith((".js", ".css", ".txt")) and (reviews or path != REVIEW)
    }


def _folder(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
