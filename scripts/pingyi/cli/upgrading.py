"""A campaign repository and newer versions of the tool."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pingyi.cli.shared import FAILED, FOUND, Root, open_or_refuse
from pingyi.files.write import write

if TYPE_CHECKING:
    from pingyi.campaign.upgrade import UpgradePlan


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
