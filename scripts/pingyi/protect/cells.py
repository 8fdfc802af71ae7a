"""How released tables say what they do not tell: the status of a row, and a key for grades that are told together."""

from __future__ import annotations

SUPPRESSED, MERGED, PARTIAL = "suppressed", "merged", "partial"
"""Why a public number is missing: its unit is hidden; its grade is merged with others; its column is never told."""

JOINED = "+"
"""Between the grades of a merged cell."""
