"""The site: people's prose and generated pages staged on disk, built by MkDocs, then indexed for search."""

from __future__ import annotations

from pingyi.site.building import build
from pingyi.site.search_index import index
from pingyi.site.staging import stage

__all__ = ["build", "index", "stage"]
