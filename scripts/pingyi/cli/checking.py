"""Checking reports, for clerks, reviewers and the forge."""

from __future__ import annotations

import os
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from pingyi.campaign.open import CannotOpenError
from pingyi.campaign.outcome import NoFileError
from pingyi.campaign.proposal import MainBrokenError, judge
from pingyi.campaign.request import Request
from pingyi.check.catalogue import Catalogue
from pingyi.check.reporters import REPORTERS
from pingyi.cli.shared import FAILED, FOUND, File, Root, campaign_options, refuse, refuse_git, report, tracked
from pingyi.cli.working import WORKING, working, working_options
from pingyi.contract.schemas import Contract
from pingyi.load.members import MembersError, read_members
from pingyi.load.source import GitError, Source


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[REPORT]…")
@click.option("--format", "form", type=click.Choice(list(REPORTERS)), default="text", help="How findings are printed.")
@click.option("--changed-since", "base", metavar="REV", help="Show only what has changed since, and judge the change.")
@click.option("--proposed", metavar="REV", help="Read reports from that commit or tree; all else comes from --root.")
@click.option("--reports", "folder", type=Root, metavar="DIR", help="Read reports from a folder laid out like --root.")
@click.option("--author", metavar="LOGIN", help="Who proposes the change: the forge's login, never a commit's name.")
@click.option(
    "--maintainers",
    metavar="LOGINS",
    help="Who may change code, by commas. Given, nobody is expected to look after the check: what is not allowed is refused.",
)
@click.option(
    "--members", type=File, metavar="FILE", help="Logins by team, YAML or JSON: {organisation/team: [login, …]}."
)
@working_options
@campaign_options
def check(paths: tuple[Path, ...], form: str, root: Path, as_of: datetime | None, **options: Any) -> None:
    """Check all reports, or show only what was found in the given files and folders.

    A change is compared with the merge base. If --proposed is a merge, it should be one that the forge made, or a tree
    (REV^{tree}): who makes merges himself can hide changes behind their first parent.
    """
    if None not in (options["proposed"], options["folder"]):
        raise click.UsageError("--proposed and --reports exclude each other")
    if options["author"] is not None and options["base"] is None:
        raise click.UsageError("--author needs --changed-since")
    if options["author"] is None and (options["maintainers"], options["members"]) != (None, None):
        raise click.UsageError("--maintainers and --members need --author")
    means = {name: options.pop(name) for name in WORKING}
    try:
        with working(**means) as workers:
            outcome = judge(_request(root, as_of, workers=workers, **options), tracked)
        findings, count = outcome.about([_below(path, options["folder"] or root) for path in paths])
    except CannotOpenError as error:
        if isinstance(error, MainBrokenError):
            click.echo(error.catalogue.word("cannot-open"), err=True)
        refuse(error, form, root)
    except GitError as error:
        refuse_git(error)
    except MembersError as error:
        click.echo(Catalogue(Contract(None)).word("members-unreadable", file=error), err=True)
        raise click.exceptions.Exit(FAILED) from error
    except NoFileError as error:
        raise click.UsageError(f"{error}: no file of this campaign") from error
    report(form, findings, count, outcome.judged, deciding=outcome.deciding)
    if any(finding.level == "error" for finding in findings):
        raise click.exceptions.Exit(FOUND)


def _request(
    root: Path, as_of: datetime | None, maintainers: str | None, members: Path | None, **options: Any
) -> Request:
    return Request(
        root,
        maintainers=None if maintainers is None else frozenset(maintainers.replace(",", " ").split()),
        members=None if members is None else read_members(members),
        as_of=as_of.date() if as_of else None,
        verify=partial(_release_sentences, root, options["base"]),
        **options,
    )


def _release_sentences(root: Path, base: str | None, source: Source, name: str) -> list[str]:
    """What is wrong with a release that is proposed."""
    from pingyi.release.verifying import proposed_faults  # noqa: PLC0415 - pandas and the solver are slow to import

    return proposed_faults(root, source, name, base or "HEAD")


def _below(path: Path, root: Path) -> str:
    """A path as findings name it: relative to the campaign's root."""
    return Path(os.path.relpath(path, root)).as_posix()
