"""Files derived from the campaign for other tools: schemas for editors, CODEOWNERS for the forge."""

from __future__ import annotations

import json
from pathlib import Path

from pingyi.campaign.judged import Judged
from pingyi.contract.assets import CHECKOUT, assets
from pingyi.contract.schemas import KINDS, VOCABULARY
from pingyi.contract.vocabulary import generated
from pingyi.load.documents import read_text
from pingyi.load.source import Folder, Source
from pingyi.model import Problem, Unit

VOCABULARY_PATH, CODEOWNERS = f"schemas/{VOCABULARY}", ".github/CODEOWNERS"
OFFICE_OWNS, MAINTAINED = ("data", "docs"), ("/docs/overrides/", "/docs/CODEOWNERS")
"""What the office owns, and what of it the maintainers do: as `schemas/permissions.yml` has it."""


def generated_files(judged: Judged, root: Path) -> dict[str, str]:
    """Path to content. Away from the tool's checkout the fixed schemas go beside the data as well.

    The rules for main's protection are for GitHub's "Import a ruleset": review by code owners, the status of the check, and
    branches that are up to date with main when they are merged.
    """
    comment = _made_of_the_roster(judged)
    kept = hand_written(read_text(Folder(root), CODEOWNERS), comment)
    files = {
        VOCABULARY_PATH: _vocabulary(judged),
        CODEOWNERS: codeowners(list(judged.roster.values()), comment, kept),
        ".github/ruleset.json": (assets("schemas") / "ruleset.json").read_text(encoding="utf-8"),
    }
    if root != CHECKOUT:
        names = [f"{kind}.schema.json" for kind in KINDS]
        files |= {f"schemas/{name}": (assets("schemas") / name).read_text(encoding="utf-8") for name in names}
    return files


def as_derived(judged: Judged, proposed: Source, main: Source) -> frozenset[str]:
    """Paths of the files in `proposed` that are what the campaign makes of them, what `main` has of them by hand left alone."""
    comment = _made_of_the_roster(judged)
    kept = hand_written(read_text(main, CODEOWNERS), comment)
    owners = codeowners(list(judged.roster.values()), comment, kept)
    wanted = {VOCABULARY_PATH: _vocabulary(judged), CODEOWNERS: owners}
    return frozenset(path for path, content in wanted.items() if proposed.read(path) == content.encode())


def hand_written(text: str | Problem, comment: str) -> str:
    """What stands in CODEOWNERS above the generated part, which begins with `comment`: there maintainers name themselves, which no roster can do."""
    return "" if isinstance(text, Problem) else text.partition(f"# {comment}")[0]


def codeowners(units: list[Unit], comment: str, kept: str = "") -> str:
    """Reviewers of each unit's files, never the submitters. The office (who reviews the reporting units) owns data and docs,
    and all else too where no line `*` in the hand-written part `kept` names maintainers.

    `comment`: what stands above the generated part.
    """
    office = " ".join(sorted({name for unit in units if unit.kind == "reporting" for name in _owners(unit)}))
    maintainers = next((line[2:].strip() for line in kept.splitlines() if line.startswith("* ")), "")
    lines = [f"# {comment}"]
    if office:
        lines += [f"/{folder}/ {office}" for folder in OFFICE_OWNS] if maintainers else [f"* {office}"]
    lines += [f"{pattern} {maintainers}" for pattern in MAINTAINED if maintainers]
    lines += [f"/data/units/{unit.id}.* {' '.join(_owners(unit))}" for unit in units if _owners(unit)]
    return kept + "\n".join(lines) + "\n"


def _made_of_the_roster(judged: Judged) -> str:
    return generated(judged.contract.schemas["unit"], "data/roster.csv")


def _vocabulary(judged: Judged) -> str:
    return json.dumps(judged.contract.schemas["vocabulary"], ensure_ascii=False, indent=1) + "\n"


def _owners(unit: Unit) -> list[str]:
    return [f"@{name}" for name in unit.reviewers if name not in unit.submitters]
