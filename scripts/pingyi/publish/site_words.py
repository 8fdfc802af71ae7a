"""What pages say of their own, templates apart: `schemas/site.yml`."""

from __future__ import annotations

from pingyi.contract.assets import assets
from pingyi.load.documents import own_document
from pingyi.model import Data

SITE: Data = own_document(assets("schemas"), "site.yml").data
TITLES: dict[str, str] = SITE["titles"]
