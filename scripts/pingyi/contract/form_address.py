"""Where the form opens a report: for comments, pages and feeds."""

from __future__ import annotations

from urllib.parse import quote


def form_at(unit: str, pointer: str = "") -> str:
    """The form with main's report of a unit loaded, at a place of it; from the root of the site."""
    return f"form.html?unit={quote(unit)}&open" + (f"&field={quote(pointer)}" if pointer else "")
