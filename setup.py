"""The wheel takes copies of what stands at the top of the checkout; everything else is in pyproject.toml."""

import shutil
import subprocess
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
PACKED = {
    "schemas": "schemas",
    "docs/overrides": "docs/overrides",
    "docs/assets": "docs/assets",
    "data/campaign.yml": "data/campaign.yml",
    "mkdocs.yml": "mkdocs.yml",
    "requirements.txt": "requirements.txt",
    ".github/workflows/check.yml": "workflows/check.yml",
    ".github/workflows/publish.yml": "workflows/publish.yml",
    "scripts/pre-receive": "hooks/pre-receive",
    "scripts/post-receive": "hooks/post-receive",
    "build/web": "web",
}
"""Path in the checkout to path below `pingyi/assets`, where `contract.assets` looks for it. The demo starts from the sample's campaign file,
and campaign repositories lock what the tool needs as it does itself."""


def commit() -> str:
    """The commit that the wheel is built from, for `pingyi --version`; blank where Git does not know the folder."""
    command = ["git", "-C", str(HERE), "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty=+changed"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


class BuildWithAssets(build_py):
    """Copies the assets, too, and fails where one is missing, such as browser code that nobody has bundled."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for source, target in PACKED.items():
            self._copy(HERE / source, self._assets / target)
        (self._assets / "commit").write_text(commit(), encoding="ascii")

    @property
    def _assets(self) -> Path:
        return Path(self.build_lib) / "pingyi/assets"

    def _copy(self, source: Path, target: Path) -> None:
        if not source.exists():
            raise FileNotFoundError(f"{source}: needed in the wheel; run make wheel")
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, target)


setup(cmdclass={"build_py": BuildWithAssets})
