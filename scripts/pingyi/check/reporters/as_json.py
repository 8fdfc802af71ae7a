"""Findings for programs, as `schemas/finding.schema.json` describes them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pingyi.check.catalogue import Catalogue
from pingyi.check.reporters.lines import PLAIN, Lines, Options, counts
from pingyi.model import Finding

KEYS = ("rule", "level", "path", "line", "column", "pointer", "message", "fix")


def as_json(
    findings: Sequence[Finding], checked: int, _catalogue: Catalogue, _lines: Lines, options: Options = PLAIN
) -> str:
    """`{"findings": […], "checked": N, "errors": N, "warnings": N}`, and `"standing": […]` if any; texts as they are but for lone surrogates."""
    count = counts(findings)
    summary = {
        "findings": [{key: getattr(finding, key) for key in KEYS} for finding in findings],
        "checked": checked,
        "errors": count["errors"],
        "warnings": count["warnings"],
        **({"standing": list(options.standing)} if options.standing else {}),
    }
    document = json.dumps(summary, ensure_ascii=False, indent=1)
    # A file name that is not UTF-8 holds surrogates, which no output can encode.
    return document.encode("utf-8", "replace").decode("utf-8")
