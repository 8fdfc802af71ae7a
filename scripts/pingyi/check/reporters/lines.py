"""What the reporters share: how much was found, the verdict, links to rules, texts without anything that acts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pingyi.check.catalogue import Catalogue
from pingyi.load.documents import read_text
from pingyi.load.source import Source
from pingyi.model import Finding, Problem

Lines = Callable[[str], list[str]]
"""The lines of a file by its path; none where it cannot be read."""

# What YAML takes for a line break; str.splitlines knows more, and lines would be counted differently.
YAML_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Options:
    """`site_url`: where the rules' pages are, without it no link. `names`: unit names by id. `colour`: for a terminal.

    `standing`: sentences on where reports stand, fit for what is printed. `places`: where a clerk finds what a finding is about.
    """

    site_url: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    colour: bool = False
    standing: Sequence[str] = ()
    places: Callable[[Finding], Sequence[str]] = lambda _finding: ()


PLAIN = Options()


class Reporter(Protocol):
    """Findings, the number of reports checked, the words, the lines of the files; the rest is optional."""

    def __call__(
        self, findings: Sequence[Finding], checked: int, catalogue: Catalogue, lines: Lines, options: Options = PLAIN, /
    ) -> str: ...


def lines_in(source: Source) -> Lines:
    """The line reader over a folder or a commit."""

    def lines(path: str) -> list[str]:
        text = read_text(source, path)
        return [] if isinstance(text, Problem) else YAML_LINE_BREAK.split(text)

    return lines


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """How many errors, warnings and hints."""
    levels = [finding.level for finding in findings]
    return {f"{level}s": levels.count(level) for level in ("error", "warning", "hint")}


def verdict(findings: Sequence[Finding], checked: int, catalogue: Catalogue) -> str:
    """One line of our own words and of numbers; nothing in it comes from a report."""
    count = counts(findings)
    word = "some-bad" if count["errors"] else "no-errors" if findings else "all-ok"
    return catalogue.word(word, checked=checked, **count)


def link(rule: str, options: Options) -> str:
    """The address of a rule's entry in the catalogue on the site; empty where the site has no address."""
    return f"{options.site_url.rstrip('/')}/rules.html#{rule}" if options.site_url else ""


def whereabouts(finding: Finding, catalogue: Catalogue, options: Options) -> list[str]:
    """Where a finding's field stands in form and workbook, and its line in the file; nothing of what is about a whole file."""
    if (finding.pointer, finding.line, finding.column) == ("", 1, 1) or not finding.line:
        return []
    key = finding.field or finding.pointer
    word = "place-file" if finding.field else "place-line"
    return [*options.places(finding), catalogue.word(word, line=finding.line, missing=key.rpartition("/")[2])]


def printable(text: str) -> str:
    """Text on one line without characters that a terminal, a log or a reader's eye would obey; as long as it was."""
    shown = "".join(character if _harmless(character) else " " if character == "\t" else "�" for character in text)
    # GitHub's runner takes ##[…] anywhere in a line of its log for a command.
    return shown.replace("##[", "##［")


def _harmless(character: str) -> bool:
    # Python calls every space but U+0020 unprintable, also the ideographic one, which Chinese texts are full of.
    return character.isprintable() or unicodedata.category(character) == "Zs"
