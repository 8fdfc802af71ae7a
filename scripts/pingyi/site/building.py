"""MkDocs over what was staged. Its input stays plain: `mkdocs build -f build/mkdocs.yml` makes the same pages."""

from __future__ import annotations

import logging
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from pingyi.campaign.judged import Judged
from pingyi.site.configuration import CONFIG


def build(root: Path, judged: Judged, site: Path) -> None:
    """Run MkDocs over what was staged, into `site`; its warnings are errors. The clock is the campaign's, so that builds repeat."""
    _environment(datetime.combine(judged.as_of, datetime.min.time(), UTC))
    _say_warnings()
    from mkdocs.commands.build import build as build_site  # noqa: PLC0415 - slow, and reads the environment
    from mkdocs.config import load_config  # noqa: PLC0415

    config = load_config(str(root / "build" / CONFIG), strict=True, site_dir=str(site))
    config.plugins.on_startup(command="build", dirty=False)
    build_site(config)


def _say_warnings() -> None:
    """MkDocs only counts its warnings; whoever must mend a page wants to read them."""
    logger = logging.getLogger("mkdocs")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setLevel(logging.WARNING)
        logger.addHandler(handler)


def _environment(as_of: datetime) -> None:
    os.environ["SOURCE_DATE_EPOCH"] = str(int(as_of.timestamp()))
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
