"""A campaign repository of an office's own: from a preset and some answers to every file of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from pingyi.campaign.guide import GUIDE_PAGES, START_WORDS, environment, guide_pages
from pingyi.campaign.owned import marked
from pingyi.campaign.pinned import Pinned, StartError
from pingyi.contract.assets import assets
from pingyi.contract.yaml_writer import plain_yaml
from pingyi.load.documents import own_document
from pingyi.load.roster import ROSTER, ROSTER_HEADER
from pingyi.model import Data

QUESTIONS: Final[Mapping[str, str]] = START_WORDS["questions"]
PRESETS = {
    path.stem: own_document(path.parent, path.name).data for path in sorted(assets("schemas").glob("presets/*.yml"))
}
CHOICES: Final = {
    "preset": tuple(PRESETS),
    "audience": ("internal", "public"),
    "forge": ("github", "gitlab", "gitea", "gitee", "server"),
}
ANSWERED_DAYS: Final = ("starts", "due", "ends")
MOST_LETTERS: Final = 60
"""Characters of a title, and of an organiser's name, that layout allows."""

TIMEZONE: Final = "Asia/Shanghai"
EXAMPLE: Final = "example"
"""The unit that stands in the roster until an office's own is imported: without one nothing can be tried."""

EDITOR: Final = "# yaml-language-server: $schema=../schemas/campaign.schema.json\n"
INSTALL: Final = "sh ci/install.sh"
BUILD: Final = '.venv/bin/pingyi build ${PENDING:+--pending "$PENDING"}'
FROM_CHECKOUT: Final = {"make .venv/installed": INSTALL, "make site": f"{INSTALL} && {BUILD}"}
"""What the tool's own workflows run in its checkout, and what they run in a campaign repository."""

GITHUB: Final = ("check.yml", "publish.yml")
HOOKS: Final = ("pre-receive", "post-receive")
OWNED: Final[Mapping[str, Mapping[str, str]]] = {
    "github": {},
    "gitlab": {".gitlab-ci.yml": "gitlab/gitlab-ci.yml"},
    "gitea": {f".gitea/workflows/{name}": f"gitea/{name}" for name in GITHUB},
    "gitee": {},
    "server": {},
}
"""Path to template of what a forge needs beside `ci/`."""

CI: Final = {"github": ("install",), "gitlab": ("install", "check", "publish"), "gitea": ("install", "check", "publish"),
             "gitee": ("install", "check", "publish"), "server": ("install", "publish")}  # fmt: skip


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
        "title": PRESETS.get(given.get("preset", ""), {}).get("campaign", {}).get("title"),
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
    if key in CHOICES and text not in CHOICES[key]:
        why = START_WORDS["init"]["choice"].format(choices="、".join(CHOICES[key]))
    elif key in ANSWERED_DAYS and not _is_day(text):
        why = START_WORDS["init"]["day"]
    elif not text or len(text) > MOST_LETTERS or not text.isprintable():
        why = START_WORDS["init"]["line"].format(limit=MOST_LETTERS)
    if why:
        raise StartError("answer-bad", key=key, value=text, why=why)
    return text


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
        "README.md": _rendered("README.md", campaign=data),
        "mkdocs.yml": _rendered("mkdocs.yml", pages=GUIDE_PAGES),
        "data/campaign.yml": EDITOR + plain_yaml(data),
        ROSTER: _example_roster(data),
        **prose,
        **owned_files(answers.forge, wheel),
        **wheel.files,
    }


def campaign_data(answers: OfficeAnswers) -> Data:
    """The campaign file that a preset and the answers make."""
    preset: Data = PRESETS[answers.preset]["campaign"]
    said: Data = {
        "format": 1,
        "id": f"{answers.preset}-{answers.starts[:4]}",
        "title": answers.title,
        "short_title": preset["short_title"],
        "organiser": answers.organiser,
        "summary": preset["summary"],
        "starts": answers.starts,
        "ends": answers.ends,
        "due": {"reporting": answers.due, "branch": answers.due},
        "timezone": TIMEZONE,
        "timeliness": "received",
        "audience": answers.audience,
    }
    return said | {key: value for key, value in preset.items() if key not in said}


def owned_files(forge: str, wheel: Pinned) -> dict[str, str]:
    """Path to content of the files that the tool owns and renews, each with its mark."""
    locked = assets("requirements.txt").read_text(encoding="utf-8")
    files = {
        ".gitignore": _rendered("gitignore"),
        ".gitattributes": _rendered("gitattributes"),
        "requirements.txt": _rendered("requirements.txt", wheel=wheel.line, locked=locked),
        **{f"ci/{name}.sh": _rendered(f"ci/{name}.sh") for name in CI[forge]},
        **{path: _rendered(template) for path, template in OWNED[forge].items()},
        **(dict(_github()) if forge == "github" else {}),
        **(
            {f"server/{name}": (assets("hooks") / name).read_text("utf-8") for name in HOOKS}
            if forge == "server"
            else {}
        ),
    }
    return {path: marked(text) for path, text in files.items()}


def _github() -> Iterator[tuple[str, str]]:
    """The tool's own workflows, which are tried in its own repository, on the installed tool."""
    for name in GITHUB:
        text = (assets("workflows") / name).read_text(encoding="utf-8")
        for command, own in FROM_CHECKOUT.items():
            text = text.replace(f"run: {command}\n", f"run: {own}\n")
        yield f".github/workflows/{name}", text


def _rendered(template: str, **values: object) -> str:
    return environment().get_template(template).render(values)


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
