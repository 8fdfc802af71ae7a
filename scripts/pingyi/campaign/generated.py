"""Files derived from the campaign for other tools: schemas for editors, CODEOWNERS for the forge."""

from __future__ import annotations

import json
from pathlib import Path

from pingyi.campaign.judged import Judged
from pingyi.contract.assets import CHECKOUT, assets
from pingyi.contract.schemas import KINDS, VOCABULARY, generated
from pingyi.model import Unit


def generated_files(judged: Judged, root: Path) -> dict[str, str]:
    """Path to content. Away from the tool's checkout the fixed schemas go beside the data as well."""
    vocabulary = json.dumps(judged.contract.schemas["vocabulary"], ensure_ascii=False, indent=1) + "\n"
    files = {
        f"schemas/{VOCABULARY}": vocabulary,
        ".github/CODEOWNERS": codeowners(
            list(judged.roster.values()), generated(judged.contract.schemas["unit"], "data/roster.csv")
        ),
    }
    if root != CHECKOUT:
        names = [f"{kind}.schema.json" for kind in KINDS]
        files |= {f"schemas/{name}": (assets("schemas") / name).read_text(encoding="utf-8") for name in names}
    return files


def codeowners(units: list[Unit], comment: str) -> str:
    """Reviewers of each unit's files; the office (who reviews the reporting units) owns all else. Never the submitters.

    `comment`: what stands above them.
    """
    office = sorted({name for unit in units if unit.kind == "reporting" for name in _owners(unit)})
    lines = [f"# {comment}"]
    lines += [f"* {' '.join(office)}"] if office else []
    lines += [f"/data/units/{unit.id}.* {' '.join(_owners(unit))}" for unit in units if _owners(unit)]
    return "\n".join(lines) + "\n"


def _owners(unit: Unit) -> list[str]:
    return [f"@{name}" for name in unit.reviewers if name not in unit.submitters]
