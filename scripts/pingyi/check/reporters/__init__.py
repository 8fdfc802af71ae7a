"""Findings for people and for programs: each reporter is a pure function that turns them into one string."""

from __future__ import annotations

from pingyi.check.reporters.as_json import as_json
from pingyi.check.reporters.github import github
from pingyi.check.reporters.lines import Lines, Options, Reporter, lines_in
from pingyi.check.reporters.markdown import markdown
from pingyi.check.reporters.text import text

__all__ = ["REPORTERS", "Lines", "Options", "lines_in", "text"]

REPORTERS: dict[str, Reporter] = {"text": text, "json": as_json, "github": github, "markdown": markdown}
