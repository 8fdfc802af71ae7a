"""What a workbook says of its own: `schemas/workbook.yml`."""

from __future__ import annotations

from pingyi.contract.assets import assets
from pingyi.load.documents import own_document
from pingyi.model import Data

WORKBOOK: Data = own_document(assets("schemas"), "workbook.yml").data
