"""What pages say of their own, templates apart: `schemas/site.yml`."""

from __future__ import annotations

from pingyi.contract.assets import assets
from pingyi.load.documents import own_document
from pingyi.model import Data, Subject

SITE: Data = own_document(assets("schemas"), "site.yml").data
TITLES: dict[str, str] = SITE["titles"]


def evaluated(subject: Subject) -> str:
    """What is done to a subject, as a heading: its title in quotation marks where it is no Chinese word and would run into ours."""
    title = subject.title
    return str(SITE["subject"]).format(subject=f"“{title}”" if title[:1].isascii() else title)
