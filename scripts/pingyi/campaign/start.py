"""A campaign repository of an office's own: from a preset and some answers to every file of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from pingyi.campaign.formats import FORMAT
from pingyi.campaign.guide import GUIDE_PAGES, START_WORDS, guide_pages, rendered
from pingyi.campaign.owned_files import OWNED, owned_files
from pingyi.campaign.pinned import Pinned, StartError
from pingyi.contract.assets import assets
from pingyi.contract.yaml_writer import plain_yaml
from pingyi.load.documents import own_document, read_document
from pingyi.load.roster import ROSTER, ROSTER_HEADER
from pingyi.load.source import Folder
from pingyi.model import Data

QUESTIONS: Final[Mapping[str, str]] = START_WORDS["questions"]
PRESETS = {
    path.stem: own_document(path.parent, path.name).data for path in sorted(assets("schemas").glob("presets/*.yml"))
}
OWN_PRESET: Final = ".yml"
"""How the name of a file ends that holds a preset of an office's own."""

CHOICES: Final = {
    "preset": tuple(PRESETS),
    "audience": ("internal", "public"),
    "forge": tuple(OWNED),
}
ANSWERED_DAYS: Final = ("starts", "due", "ends")
MOST_LETTERS: Final = 120
"""Characters of a title, and of an organiser's name, that layout allows."""

TIMEZONE: Final = "Asia/Shanghai"
EXAMPLE: Final = "example"
"""The unit that stands in the roster until an office's own is imported: without one nothing can be tried."""

NEEDED: Final = frozenset({"title", "short_title", "summary", "scales", "subjects", "categories", "forms", "parts"})
"""What a preset says at least."""

EDITOR: Final = "# yaml-language-server: $schema=../schemas/campaign.schema.json\n"


@dataclass(frozen=True, slots=True)
class OfficeAnswers:
    """What only the office knows."""

    preset: str
    title: str
    organiser: str
    starts: str
    due: str
    ends: str
    audience: str
    forge: str


def suggested(key: str, given: Mapping[str, str], today: date) -> str | None:
    """What is offered as the answer to a question; None where only the office knows. `given`: the answers before it."""
    starts = given.get("starts") or today.isoformat()
    offered = {
        "preset": "mass-evaluation",
        "title": preset(given["preset"])["title"] if "preset" in given else None,
        "starts": today.isoformat(),
        "due": _later(starts, 30),
        "ends": _later(given.get("due") or _later(starts, 30), 14),
        "audience": "internal",
        "forge": "github",
    }
    return offered.get(key)


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def judged_answer(key: str, value: object) -> str:
    """An answer as it goes into the campaign. Raises `StartError` with what must be."""
    text = value.isoformat() if isinstance(value, date) else str(value).strip()
    why = None
    if key == "preset" and text.endswith(OWN_PRESET):
        preset(text)
    elif key in CHOICES and text not in CHOICES[key]:
        why = START_WORDS["init"]["choice"].format(choices="、".join(CHOICES[key]))
    elif key in ANSWERED_DAYS and not _is_day(text):
        why = START_WORDS["init"]["day"]
    elif not text or len(text) > MOST_LETTERS or not text.isprintable():
        why = START_WORDS["init"]["line"].format(limit=MOST_LETTERS)
    if why:
        raise StartError("answer-bad", key=key, value=text, why=why)
    return text


def preset(name: str) -> Data:
    """What a preset says of a campaign: one of the tool's, or one in a file of the same form. Raises `StartError`."""
    if name in PRESETS:
        found: Any = PRESETS[name].get("campaign")
    else:
        path = Path(name)
        document, _ = read_document(Folder(path.parent), path.name)
        found = document.data.get("campaign") if document else None
    if not isinstance(found, dict) or not found.keys() >= NEEDED:
        raise StartError("preset-file", file=name, needed="、".join(sorted(NEEDED)))
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def start_files(answers: OfficeAnswers, wheel: Pinned) -> dict[str, str | bytes]:
    """Path to content of a campaign repository, but for what `pingyi schema` derives. Raises `StartError`."""
    if not answers.starts <= answers.due <= answers.ends:
        raise StartError("order", starts=answers.starts, due=answers.due, ends=answers.ends)
    data = campaign_data(answers)
    prose = {f"docs/{path}": text for path, text in guide_pages(data).items()}
    return {
        "README.md": rendered("README.md", campaign=data),
        "mkdocs.yml": rendered("mkdocs.yml", pages=GUIDE_PAGES),
        "data/campaign.yml": EDITOR + plain_yaml(data),
        ROSTER: _example_roster(data),
        **prose,
        **owned_files(answers.forge, wheel),
        **wheel.files,
    }


def campaign_data(answers: OfficeAnswers) -> Data:
    """The campaign file that a preset and the answers make."""
    said_by_preset = preset(answers.preset)
    said: Data = {
        "format": FORMAT,
        "id": f"{_word(answers.preset)}-{answers.starts[:4]}",
        "title": answers.title,
        "short_title": said_by_preset["short_title"],
        "organiser": answers.organiser,
        "summary": said_by_preset["summary"],
        "starts": answers.starts,
        "ends": answers.ends,
        "due": {"reporting": answers.due, "branch": answers.due},
        "timezone": TIMEZONE,
        "timeliness": "received",
        "audience": answers.audience,
    }
    return said | {key: value for key, value in said_by_preset.items() if key not in said}


def _word(name: str) -> str:
    """The beginning of a campaign's id, from the name of its preset."""
    plain = re.sub("[^a-z0-9]+", "-", Path(name).stem.lower()).strip("-")
    return plain or "campaign"


def _example_roster(data: Data) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROSTER_HEADER.titles), lineterminator="\n", restval="")
    writer.writeheader()
    category = next(iter(data["categories"]))
    writer.writerow({"id": EXAMPLE, "name": START_WORDS["example-unit"], "category": category, "kind": "reporting"})
    return out.getvalue()


def refuse_full(folder: Path) -> None:
    """Nothing may stand in the folder of a new campaign but, at most, a repository without files. Raises `StartError`."""
    if folder.exists() and any(path.name != ".git" for path in folder.iterdir()):
        raise StartError("not-empty", folder=folder)
