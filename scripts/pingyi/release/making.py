"""Make a release: suppress, write, read back, attack; tighten and try again where earlier releases or categories help."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pingyi import __version__
from pingyi.attack import Audit, attack
from pingyi.attack.system import Publication
from pingyi.dictionary import Tables, frame, shaped
from pingyi.disclosure.figures import Figures, figures
from pingyi.disclosure.margins import category_margins, node_margins
from pingyi.disclosure.masking import masked
from pingyi.disclosure.pattern import Forced, Pattern, pattern
from pingyi.disclosure.policy import Policy, policy
from pingyi.model import Campaign
from pingyi.release.manifest import table_files, with_manifest
from pingyi.release.tightening import tightened
from pingyi.write import write

ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Campaigned:
    """What is released: the internal tables of a campaign at a commit, on a day."""

    name: str
    commit: str
    as_of: date
    campaign: Campaign
    tables: Tables


@dataclass(frozen=True, slots=True)
class Made:
    """`files`: bytes by name, manifest included; `audit`: what the attack on them found."""

    files: dict[str, bytes]
    audit: Audit
    hidden: int
    primary: int


def make(about: Campaigned, earlier: list[Publication], folder: Path) -> Made:
    """A release as files, and the last attack on it as it was written to `folder`."""
    rules = policy(about.campaign)
    known = figures(about.tables, about.campaign)
    units = about.tables["units"]
    categories = dict(zip(units["unit"], units["category"], strict=True))
    forced = Forced()
    for _ in range(ROUNDS):
        found = pattern(known, rules, forced)
        files = table_files(_tables(about, known, found, rules, categories, forced))
        write(folder, files)
        publication = Publication(about.name, _read_back(folder, files), known, categories)
        audit = attack([*earlier, publication], rules)
        tighter = tightened(forced, audit, known, found, categories)
        if not audit.narrow or tighter == forced:
            break
        forced = tighter
    made = Made({}, audit, int(found.hidden.sum()), int(found.primary.sum()))
    return Made(with_manifest(files, _about(about, earlier, rules, made)), audit, made.hidden, made.primary)


def _tables(
    about: Campaigned, known: Figures, found: Pattern, rules: Policy, categories: dict[str, str], forced: Forced
) -> Tables:
    margins = category_margins(known, found, rules, categories, forced.categories)
    tables = masked(about.tables, known, node_margins(known, found), margins)
    return {name: shaped(name, table) for name, table in tables.items()}


def _read_back(folder: Path, files: dict[str, bytes]) -> Tables:
    """The tables as a reader would get them. Both forms must say the same."""
    names = [name.removesuffix(".json") for name in files if name.endswith(".json")]
    tables = {name: frame(name, json.loads((folder / f"{name}.json").read_bytes())) for name in names}
    said = {name: (folder / name).read_bytes() for name in files}
    if table_files(tables) != said:
        raise ValueError(f"{folder}: CSV and JSON differ")
    return tables


def _about(about: Campaigned, earlier: list[Publication], rules: Policy, made: Made) -> dict[str, Any]:
    return {
        "name": about.name,
        "campaign": about.campaign.data.get("id", ""),
        "commit": about.commit,
        "as_of": about.as_of.isoformat(),
        "tool": f"pingyi {__version__}",
        "policy": rules.as_data(),
        "earlier": [release.name for release in earlier],
        "audit": {"protected": made.audit.checked, "found_out": len(made.audit.narrow), "implied": len(made.audit.implied)},
        "suppressed": {"nodes": made.hidden, "below_threshold": made.primary},
    }
