"""The tool itself: a campaign repository brought to a newer version, and all of it for machines without network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pingyi.cli.shared import FAILED, FOUND, Root, open_or_refuse, short
from pingyi.files.write import write

if TYPE_CHECKING:
    from pingyi.campaign.upgrade import UpgradePlan

KIT_DAY = date(1980, 1, 1)
"""Of all entries, so that the same wheels make the same file."""


@click.command()
@click.option("--root", type=Root, default=".", metavar="DIR", help="The campaign repository (default: this folder).")
@click.option("--wheel", metavar="FILE|URL", help="The tool's wheel to pin; default: the one this was installed from.")
@click.option("--yes", is_flag=True, help="Write without asking.")
def upgrade(root: Path, wheel: str | None, *, yes: bool) -> None:
    """Bring a campaign repository to this version of the tool, after showing what that changes.

    Files that the tool owns are renewed, the data's format is migrated, the wheel is pinned. Where somebody changed a file
    of the tool, nothing is written.
    """
    from pingyi.campaign.generated import generated_files  # noqa: PLC0415
    from pingyi.campaign.guide import START_WORDS  # noqa: PLC0415
    from pingyi.campaign.pinned import StartError, pinned  # noqa: PLC0415
    from pingyi.campaign.upgrade import planned  # noqa: PLC0415

    words = START_WORDS["upgrade"]
    try:
        plan = planned(root, pinned(wheel))
    except StartError as error:
        click.echo(error, err=True)
        raise click.exceptions.Exit(FAILED) from error
    for line in _told(plan, words):
        click.echo(line)
    if plan.changed:
        click.echo(words["go-on"], err=True)
        raise click.exceptions.Exit(FOUND)
    if not plan.idle:
        if not yes and not click.confirm(words["ask"], default=False):
            click.echo(words["not-written"])
            raise click.exceptions.Exit(FOUND)
        write(root, plan.files, prune=False)
        for path in plan.removed:
            (root / path).unlink()
    derived = write(root, generated_files(open_or_refuse(root, None), root.resolve()), prune=False)
    click.echo(words["same"] if plan.idle and not derived else words["done"].format(count=len(derived)))


def _told(plan: UpgradePlan, words: dict[str, str]) -> Iterator[str]:
    """What is done to which file, in sentences."""
    for word in ("added", "renewed", "removed", "taken", "changed"):
        if paths := getattr(plan, word):
            yield words[word].format(count=len(paths))
            yield from (f"  {path}" for path in paths)


@click.command()
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE.zip")
@click.option(
    "--platform",
    "platforms",
    multiple=True,
    metavar="NAME",
    help="win_amd64, manylinux_x86_64 or manylinux_aarch64. Repeat. Default: all three.",
)
@click.option(
    "--python",
    "pythons",
    multiple=True,
    metavar="X.Y",
    help="A version of Python to be installed for. Repeat. Default: this one.",
)
@click.option("--wheel", metavar="FILE", help="The tool's wheel; default: the one that this was installed from.")
def kit(output: Path, platforms: tuple[str, ...], pythons: tuple[str, ...], wheel: str | None) -> None:
    """Pack the whole tool into one zip file for offices without internet: wheels, installers, a sample.

    Wheels are fetched by pip as this machine is set up to, each by its hash. Where they are installed no network is needed.
    """
    from pingyi.campaign.guide import START_WORDS  # noqa: PLC0415
    from pingyi.campaign.kit import PLATFORMS, fetch_by_pip, kit_files  # noqa: PLC0415
    from pingyi.campaign.pinned import StartError, pinned  # noqa: PLC0415
    from pingyi.files.archives import packed  # noqa: PLC0415

    words = START_WORDS["kit"]
    if unknown := set(platforms) - PLATFORMS.keys():
        raise click.UsageError(f"{', '.join(sorted(unknown))}: there are {', '.join(PLATFORMS)}")
    platforms = platforms or tuple(PLATFORMS)
    pythons = pythons or (f"{sys.version_info.major}.{sys.version_info.minor}",)
    click.echo(words["fetching"])
    try:
        files = kit_files(pinned(wheel), platforms, pythons, fetch_by_pip)
    except StartError as error:
        click.echo(error, err=True)
        raise click.exceptions.Exit(FAILED) from error
    made = packed({f"pingyi-kit/{path}": content for path, content in files.items()}, KIT_DAY)
    write(output.parent, {output.name: made}, prune=False)
    told = {"pythons": "、".join(pythons), "platforms": "、".join(platforms)}
    click.echo(words["done"].format(file=short(output), size=round(len(made) / 2**20), count=len(files), **told))
