"""A plain Git server for tests: a bare repository with our two hooks, and clones from which people push as somebody."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from pingyi.contract.assets import CHECKOUT
from support.forge import ENVIRONMENT, Files, campaign, commit, git, wrapper

HOOKS = ("pre-receive", "post-receive")
Pushed = subprocess.CompletedProcess[str]


class Server:
    """`bare`: the repository that receives; `mine`: a clone of it. The administrator is `admin`."""

    def __init__(self, folder: Path, root: Path, files: Files | None = None) -> None:
        campaign(root, files)
        self.folder, self.bare = folder, folder / "server.git"
        git(folder, "clone", "--quiet", "--bare", str(root), str(self.bare))
        install(self.bare, wrapper(folder / "bin/pingyi"))
        self.mine = self.clone("mine")

    def clone(self, name: str) -> Path:
        git(self.folder, "clone", "--quiet", str(self.bare), str(self.folder / name))
        return self.folder / name

    def push(self, files: Files, author: str = "highway-clerk", target: str = "main") -> Pushed:
        """Commit files in `mine` and push."""
        commit(self.mine, files)
        return self.send(f"HEAD:{target}", author=author)

    def send(self, *refs: str, author: str = "highway-clerk", at: Path | None = None, **more: str) -> Pushed:
        """Push refs as they are."""
        command = ["git", "-C", str(at or self.mine), "push", "origin", *refs]
        environment = {**os.environ, **ENVIRONMENT, "PINGYI_AUTHOR": author, **more}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def again(self) -> None:
        """Start anew from what main is."""
        git(self.mine, "fetch", "--quiet")
        git(self.mine, "reset", "--quiet", "--hard", "origin/main")
        git(self.mine, "clean", "--quiet", "-dff")

    @property
    def tip(self) -> str:
        return git(self.bare, "rev-parse", "main")

    @property
    def log(self) -> list[list[str]]:
        file = self.bare / "pingyi-received.log"
        return [line.split() for line in file.read_text().splitlines()] if file.exists() else []

    def note(self, commit: str) -> str:
        return git(self.bare, "notes", "--ref", "pingyi-received", "show", commit)


def install(bare: Path, command: Path) -> None:
    """What `docs/guide/server.md` tells the administrator to do."""
    git(bare, "config", "pingyi.command", str(command))
    git(bare, "config", "pingyi.maintainers", "admin")
    for name in HOOKS:
        hook = bare / "hooks" / name
        hook.write_bytes((CHECKOUT / "scripts" / name).read_bytes())
        hook.chmod(0o755)
