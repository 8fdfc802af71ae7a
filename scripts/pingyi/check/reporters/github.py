"""Findings as workflow commands, which GitHub shows beside the lines of a pull request.

Commands and their escapes: actions/toolkit `command.ts`; limits: docs.github.com, "Setting an error message", and ten
annotations of each level a step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pingyi.check.catalogue import Catalogue
from pingyi.check.reporters.lines import PLAIN, Lines, Options, counts, link, printable, verdict
from pingyi.model import Finding, Level

COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "hint": "notice"}
ANNOTATIONS = 10
"""Annotations of one level that GitHub takes from a step."""

DATA_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
PROPERTY_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def github(
    findings: Sequence[Finding], checked: int, catalogue: Catalogue, _lines: Lines, options: Options = PLAIN
) -> str:
    """The first ten of each level, one notice that sums up the rest, and the verdict, which can start no command."""
    shown = list(_first(findings, ANNOTATIONS))
    commands = []
    if len(shown) < len(findings):
        # The sum takes the place of one notice.
        shown = list(_first(findings, ANNOTATIONS - 1))
        named = set(shown)
        rest = counts(finding for finding in findings if finding not in named)
        commands = [f"::notice::{catalogue.word('rest-elsewhere', **rest).translate(DATA_ESCAPES)}"]
    commands = [*(_command(finding, catalogue, options) for finding in shown), *commands]
    return "\n".join([*commands, verdict(findings, checked, catalogue)])


def _first(findings: Sequence[Finding], notices: int) -> Iterator[Finding]:
    for level in COMMANDS:
        limit = notices if level == "hint" else ANNOTATIONS
        yield from [finding for finding in sorted(findings) if finding.level == level][:limit]


def _command(finding: Finding, catalogue: Catalogue, options: Options) -> str:
    properties = {
        "file": finding.path,
        "line": finding.line,
        "col": finding.column,
        "title": catalogue.entries[finding.rule].title,
    }
    listed = ",".join(f"{key}={printable(str(value)).translate(PROPERTY_ESCAPES)}" for key, value in properties.items())
    places = [catalogue.word("place") + "；".join(found)] if (found := options.places(finding)) else []
    parts = [
        finding.message,
        catalogue.word("fix") + finding.fix,
        *places,
        f"[{finding.rule}] {link(finding.rule, options)}",
    ]
    # Only the line breaks that are put in here are breaks in the annotation.
    said = "\n".join(printable(part).rstrip() for part in parts).translate(DATA_ESCAPES)
    return f"::{COMMANDS[finding.level]} {listed}::{said}"
