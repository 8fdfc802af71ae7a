"""Findings for people and for programs: each reporter turns them into one string."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from pingyi.check.catalogue import Catalogue
from pingyi.model import Finding

SOURCE_WIDTH = 100


def text(findings: Sequence[Finding], checked: int, catalogue: Catalogue, root: Path) -> str:
    """Grouped by file, each finding with its line and a caret, the verdict last."""
    blocks = []
    for path, group in groupby(findings, key=lambda finding: finding.path):
        lines = _lines(root / path)
        blocks.append("\n".join([path, *(_finding(finding, lines, catalogue) for finding in group)]))
    counts = _counts(findings)
    word = "some-bad" if counts["errors"] else "all-ok"
    return "\n\n".join([*blocks, catalogue.word(word, checked=checked, **counts)])


def as_json(findings: Sequence[Finding], checked: int, _catalogue: Catalogue, _root: Path) -> str:
    """`{"findings": […], "checked": N, "errors": N, "warnings": N}`."""
    keys = ("rule", "level", "path", "line", "column", "pointer", "message", "fix")
    rows = [{key: asdict(finding)[key] for key in keys} for finding in findings]
    return json.dumps({"findings": rows, "checked": checked, **_counts(findings)}, ensure_ascii=False, indent=1)


Reporter = Callable[[Sequence[Finding], int, Catalogue, Path], str]
REPORTERS: dict[str, Reporter] = {"text": text, "json": as_json}


def _counts(findings: Sequence[Finding]) -> dict[str, int]:
    levels = [finding.level for finding in findings]
    return {"errors": levels.count("error"), "warnings": levels.count("warning")}


def _finding(finding: Finding, lines: list[str], catalogue: Catalogue) -> str:
    word = catalogue.word(finding.level)
    parts = [
        f"  {finding.path}:{finding.line}:{finding.column}",
        f"    {word}：{printable(finding.message)} [{finding.rule}]",
    ]
    if finding.line <= len(lines):
        parts += _source(lines[finding.line - 1], finding.column)
    return "\n".join([*parts, f"    {catalogue.word('fix')}{printable(finding.fix)}"])


def _source(line: str, column: int) -> list[str]:
    shown = printable(line[:SOURCE_WIDTH])
    if column > len(shown) + 1:
        return [f"    | {shown}"]
    return [f"    | {shown}", f"    | {' ' * sum(_width(character) for character in shown[: column - 1])}^"]


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def printable(line: str) -> str:
    """Text without characters that a terminal would obey."""
    return "".join(character if character.isprintable() else "�" for character in line)


def _lines(path: Path) -> list[str]:
    if path.is_symlink() or not path.is_file():
        return []
    return path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
