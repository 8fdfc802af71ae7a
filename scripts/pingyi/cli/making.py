"""Files made for a campaign: what is derived from it, or a whole synthetic one."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from pingyi.cli.shared import campaign_options, open_or_refuse
from pingyi.files.write import write


@click.command()
@campaign_options
def schema(root: Path, as_of: datetime | None) -> None:
    """Write what is derived from the campaign: schemas for editors, and CODEOWNERS."""
    from pingyi.campaign.generated import generated_files  # noqa: PLC0415

    opened = open_or_refuse(root, as_of)
    changed = write(root, generated_files(opened, root.resolve()), prune=False)
    click.echo(f"{len(changed)} files changed")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--units", type=click.IntRange(1, 2_000_000), default=100, show_default=True, help="How many units.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, other figures.")
@click.option("--git", "into_git", is_flag=True, help="Reports go into a new repository's objects, not into files.")
def demo(folder: Path, units: int, seed: int, *, into_git: bool) -> None:
    """Write a complete synthetic campaign, for trying out and for benchmarks."""
    from pingyi.campaign.demo import own_files, shards  # noqa: PLC0415
    from pingyi.campaign.demo_store import into_folder, into_repository  # noqa: PLC0415
    from pingyi.campaign.generated import generated_files  # noqa: PLC0415

    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty")
    write(folder, own_files(units, seed), prune=False)
    write(folder, generated_files(open_or_refuse(folder, None), folder.resolve()), prune=False)
    made = (into_repository if into_git else into_folder)(folder, shards(units, seed))
    with click.progressbar(made, length=units, label="demo", file=sys.stderr) as shown:
        reports = sum(1 for _ in shown)
    click.echo(f"{reports} reports below {folder}; next: pingyi build --root {folder}")
