"""Warnings that their report explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pingyi.campaign.kept_verdicts import Note
from pingyi.model import Finding


def justified(
    findings: Iterable[Finding], noted: Iterable[Note], paths: Mapping[str, str], word: str
) -> Iterator[Finding]:
    """Findings with each warning that its report explains in `notes` lowered to a hint that carries the explanation.

    A note without a pointer explains a rule's only warning. Of several it explains none: who explains one has not looked at
    the others.
    """
    findings = list(findings)
    warnings = Counter((finding.path, finding.rule) for finding in findings if finding.level == "warning")
    notes = {(paths[unit], rule, pointer): text for unit, rule, pointer, text in noted}
    for finding in findings:
        text = notes.get((finding.path, finding.rule, finding.pointer))
        if text is None and warnings[finding.path, finding.rule] == 1:
            text = notes.get((finding.path, finding.rule, ""))
        if finding.level == "warning" and text:
            yield replace(finding, level="hint", message=f"{finding.message}{word}{text}")
        else:
            yield finding
