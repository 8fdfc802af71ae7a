"""Which files of a campaign repository the tool owns, by forge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pingyi.campaign.guide import rendered
from pingyi.campaign.owned import marked
from pingyi.campaign.pinned import Pinned
from pingyi.contract.assets import assets

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


TELLING: Final = {"github": ".github/workflows/publish.yml", "gitlab": ".gitlab-ci.yml", "gitea": ".gitea/workflows/publish.yml",
                  "server": "server/pre-receive"}  # fmt: skip
"""The file by which a repository for a forge is known."""

OWNED_FOLDERS: Final = (".", "ci", "server", ".github/workflows", ".gitea/workflows")
"""Where files of the tool may stand, of this version or an earlier one."""


def forge_of(root: Path) -> str:
    """For which forge a campaign repository was made."""
    return next((forge for forge, path in TELLING.items() if (root / path).exists()), "gitee")


def owned_files(forge: str, wheel: Pinned) -> dict[str, str]:
    """Path to content of the files that the tool owns and renews, each with its mark."""
    locked = assets("requirements.txt").read_text(encoding="utf-8")
    files = {
        ".gitignore": rendered("gitignore"),
        ".gitattributes": rendered("gitattributes"),
        "requirements.txt": rendered("requirements.txt", wheel=wheel.line, locked=locked),
        **{f"ci/{name}.sh": rendered(f"ci/{name}.sh") for name in CI[forge]},
        **{path: rendered(template) for path, template in OWNED[forge].items()},
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
