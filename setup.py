"""The wheel takes copies of what stands at the top of the checkout; everything else is in pyproject.toml."""

import shutil
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
    "build/web": "web",
}
"""Path in the checkout to path below `pingyi/assets`, where `contract.assets` looks for it. The demo starts from the sample's campaign file."""


class BuildWithAssets(build_py):
    """Copies the assets, too, and fails where one is missing, such as browser code that nobody has bundled."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for source, target in PACKED.items():
            self._copy(HERE / source, Path(self.build_lib) / "pingyi/assets" / target)

    def _copy(self, source: Path, target: Path) -> None:
        if not source.exists():
            raise FileNotFoundError(f"{source}: needed in the wheel; run make wheel")
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, target)


setup(cmdclass={"build_py": BuildWithAssets})
