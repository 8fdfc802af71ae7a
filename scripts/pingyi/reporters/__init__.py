"""Findings for people and for programs: each reporter is a pure function that turns them into one string."""

from __future__ import annotations

from pingyi.reporters.as_json import as_json
from pingyi.reporters.github import github
from pingyi.reporters.markdown import markdown
from pingyi.reporters.shared import Lines, Options, Reporter, lines_in
from pingyi.reporters.text import text

__all__ = ["REPORTERS", "Lines", "Options", "lines_in", "text"]

REPORTERS: dict[str, Reporter] = {"text": text, "json": as_json, "github": github, "markdown": markdown}
