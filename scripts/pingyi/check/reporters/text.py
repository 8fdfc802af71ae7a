"""Findings for a person at a terminal: grouped by file, each under its line with a caret, the verdict last."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from pingyi.check.catalogue import Catalogue
from pingyi.check.reporters.lines import PLAIN, Lines, Options, link, printable, verdict
from pingyi.model import Finding

SOURCE_WIDTH = 100
"""Characters of a source line that are shown."""

CONTEXT = 60
"""Of these, how many may stand before the caret where the line is longer."""

COLOURS = {"error": "31", "warning": "33", "hint": "36", "path": "1", "caret": "32"}

PRIVATE = "person-"
"""How the rules about people begin."""


def text(
    findings: Sequence[Finding], checked: int, catalogue: Catalogue, lines: Lines, options: Options = PLAIN
) -> str:
    """Every finding with its place, source line, remedy and rule; then where reports stand."""
    blocks = [
        "\n".join([_paint(printable(path), "path", options), *_file(group, lines(path), catalogue, options)])
        for path, group in groupby(sorted(findings), key=lambda finding: finding.path)
    ]
    last = "\n".join([verdict(findings, checked, catalogue), *options.standing])
    return "\n\n".join([*blocks, last])


def _file(findings: Iterator[Finding], lines: list[str], catalogue: Catalogue, options: Options) -> Iterator[str]:
    for finding in findings:
        level = _paint(catalogue.word(finding.level), finding.level, options)
        # A finding in a workbook has its cell in the path.
        if finding.line:
            yield f"  {printable(finding.path)}:{finding.line}:{finding.column}"
        if places := options.places(finding):
            yield f"    {catalogue.word('place')}{printable('；'.join(places))}"
        yield f"    {level}：{printable(finding.message)}"
        # A log is read by many and outlives the correction: what is private is not repeated there.
        if 0 < finding.line <= len(lines) and not finding.rule.startswith(PRIVATE):
            yield from _source(lines[finding.line - 1], finding.column, options)
        yield f"    {catalogue.word('fix')}{printable(finding.fix)}"
        yield f"    [{finding.rule}] {link(finding.rule, options)}".rstrip()


def _source(line: str, column: int, options: Options) -> Iterator[str]:
    """The line, or the part of it around the column, and a caret below the column (counted from 1)."""
    start = column - CONTEXT if column > SOURCE_WIDTH else 0
    shown = printable(line[start : start + SOURCE_WIDTH])
    before = shown[: column - 1 - start]
    yield f"    | {shown}"
    if column <= len(line) + 1:
        yield f"    | {' ' * sum(map(terminal_width, before))}{_paint('^', 'caret', options)}"


def terminal_width(character: str) -> int:
    """Columns of a terminal that a character takes (Unicode TR 11; ambiguous ones take one)."""
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _paint(shown: str, kind: str, options: Options) -> str:
    return f"\x1b[{COLOURS[kind]}m{shown}\x1b[0m" if options.colour else shown
