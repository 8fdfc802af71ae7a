"""Taking personal data out of the history, for the office."""

from __future__ import annotations

from pathlib import Path

import click

from pingyi.check.catalogue import Catalogue
from pingyi.cli.shared import FOUND, Root
from pingyi.contract.schemas import Contract

SHOWN = 20


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="TEXTS.txt")
@click.option("--root", type=Root, default=".", metavar="DIR", help="The folder that holds data/ (default: this one).")
def forget(file: Path, root: Path) -> None:
    """Say where texts still stand in the history, how to take them out, and what verifies afterwards.

    TEXTS.txt has one text a line, as git filter-repo --replace-text reads it. Keep it outside of the repository. Nothing is
    changed. Exit status: 0 the texts are gone, 1 they are still there.
    """
    from pingyi.campaign.forgetting import remains, texts  # noqa: PLC0415

    catalogue = Catalogue(Contract(None))
    wanted = texts(file.read_text(encoding="utf-8-sig"))
    if not wanted:
        raise click.UsageError(catalogue.word("forget-nothing"))
    found = sorted(set(remains(root, wanted)))
    if not found:
        click.echo(catalogue.word("forget-gone"))
        _releases(root, catalogue)
        return
    click.echo(catalogue.word("forget-found", n=len(found)))
    for remain in found[:SHOWN]:
        click.echo("  " + " ".join(filter(None, remain)))
    click.echo(catalogue.words["forget-steps"].replace("{file}", str(file)))
    raise click.exceptions.Exit(FOUND)


def _releases(root: Path, catalogue: Catalogue) -> None:
    """Which releases are as they were, and which can still be made again from their commit."""
    from pingyi.campaign.forgetting import is_there  # noqa: PLC0415
    from pingyi.load.releases import read_releases  # noqa: PLC0415
    from pingyi.load.source import Folder  # noqa: PLC0415
    from pingyi.release.manifest import differences  # noqa: PLC0415

    for release in read_releases(Folder(root)):
        whole = not differences(release)
        made = is_there(root, str(release.manifest.get("commit", "")))
        word = (
            "forget-release-whole" if whole and made else "forget-release-files" if whole else "forget-release-changed"
        )
        click.echo(catalogue.word(word, name=release.name))
