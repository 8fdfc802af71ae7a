"""Findings for the comment on a pull request and the job summary: what now, who is next, then report by report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pingyi.check.catalogue import Catalogue
from pingyi.check.change import NEEDS_EYES
from pingyi.check.reporters.lines import PLAIN, Lines, Options, counts, link, printable, verdict, whereabouts
from pingyi.decisions.decision_words import decision_words
from pingyi.load.contents import UNITS, unit_of
from pingyi.model import Finding

MARKER = "<!-- pingyi-report -->"
"""By this line the next run finds its own comment and replaces it."""

LONGEST_COMMENT = 60_000
"""Characters; GitHub refuses a comment of more than 65,536."""

LONGEST = 600
"""Characters of one text that are shown."""

FINDING_COLUMNS = ("column-place", "column-message", "column-fix", "column-rule")
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)?")
NO_WIDTH = "&#8203;"  # no width: nobody sees it, and what it stands in is no mention, reference, address or emoji
SPECIAL = str.maketrans(
    {character: f"&#{ord(character)};" for character in "&<>\\`*[]{}|~$"}
    | {"_": r"\_", "@": f"@{NO_WIDTH}", "#": f"#{NO_WIDTH}"}
)
# GitHub finds these in the text of the finished page, where no escape helps: GH-12, https://…, www.…, :emoji:.
FOUND_LATER = re.compile(r"(?i)GH(?=-[0-9])|:(?=//)|www(?=\.)|:(?=[a-z0-9+_-]+:)|(?:mailto|xmpp)(?=:)")


def markdown(
    findings: Sequence[Finding], checked: int, catalogue: Catalogue, _lines: Lines, options: Options = PLAIN
) -> str:
    """The verdict, the next step, errors by report, and apart from them what the reviewer should look at."""
    count = counts(findings)
    asked = count["warnings"] + count["hints"]
    part = any(finding.rule in NEEDS_EYES for finding in findings)
    case = "bad" if count["errors"] else "part" if part else "ask" if asked else "ok"
    head = [
        MARKER,
        f"## {catalogue.word(f'verdict-{case}', errors=count['errors'], asked=asked)}",
        catalogue.word(f"next-{case}"),
        verdict(findings, checked, catalogue),
        *_standing(options),
    ]
    opening = "\n\n".join(head) + "\n"
    return opening + "".join(_body(sorted(findings), LONGEST_COMMENT - len(opening), catalogue, options))


def _standing(options: Options) -> Iterator[str]:
    if options.standing:
        yield f"### {decision_words()['comment']['title']}"
        yield "\n".join(f"- {sentence}" for sentence in options.standing)


def mention(login: str) -> str:
    """A login or team of the roster, so that the forge tells whoever it is."""
    return f"@{login}" if LOGIN.fullmatch(login) else escape(login)


def escape(text: str) -> str:
    """Text for the middle of a line of GitHub's Markdown that shows as it is and does nothing."""
    shown = printable(text)
    shown = shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
    pieces = FOUND_LATER.split(shown)
    marks = FOUND_LATER.findall(shown)
    parts = [piece.translate(SPECIAL) for piece in pieces]
    return parts[0] + "".join(f"{mark}{NO_WIDTH}{part}" for mark, part in zip(marks, parts[1:], strict=True))


def _body(findings: Sequence[Finding], room: int, catalogue: Catalogue, options: Options) -> Iterator[str]:
    """As many rows as there is room for, in characters, then how many are left."""
    said = catalogue.word("rest-left-out", **counts(findings))
    room -= len(said) + 2
    rest = list(findings)
    for finding, chunk in _chunks(findings, catalogue, options):
        room -= len(chunk)
        if room < 0:
            break
        rest.remove(finding)
        yield chunk
    if rest:
        yield f"\n{catalogue.word('rest-left-out', **counts(rest))}\n"


def _chunks(findings: Sequence[Finding], catalogue: Catalogue, options: Options) -> Iterator[tuple[Finding, str]]:
    """Each finding with its row of a table, before the first of which stand headings: errors first, then the rest."""
    errors = [finding for finding in findings if finding.level == "error"]
    others = [finding for finding in findings if finding.level != "error"]
    for part, title in ((errors, "to-mend"), (others, "to-review")):
        opening = f"\n### {catalogue.word(title)}\n"
        for path, group in groupby(part, key=lambda finding: finding.path):
            opening += _table(path, catalogue, options)
            for finding in group:
                yield finding, f"{opening}{_row(finding, catalogue, options)}\n"
                opening = ""


def _table(path: str, catalogue: Catalogue, options: Options) -> str:
    name = options.names.get(unit_of(path), "") if path.startswith(f"{UNITS}/") else ""
    title = f"{escape(name)}（{escape(path)}）" if name else escape(path)
    heads = " | ".join(catalogue.word(column) for column in FINDING_COLUMNS)
    return f"\n#### {title}\n\n| {heads} |\n|{'---|' * len(FINDING_COLUMNS)}\n"


def _row(finding: Finding, catalogue: Catalogue, options: Options) -> str:
    level = "" if finding.level == "error" else f"**{catalogue.word(finding.level)}**："
    title, address = escape(catalogue.entries[finding.rule].title), link(finding.rule, options)
    cells = (
        "<br>".join(map(escape, whereabouts(finding, catalogue, options))) or "—",
        f"{level}{escape(finding.message)}",
        escape(finding.fix),
        f"[{title}]({address})" if address else f"{title}（{escape(finding.rule)}）",
    )
    return f"| {' | '.join(cells)} |"
