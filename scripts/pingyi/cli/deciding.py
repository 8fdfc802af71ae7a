"""Deciding level by level, for reviewers: what waits for whom, decisions as files, words to send."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pingyi.campaign.approving import record
from pingyi.campaign.judged import Judged
from pingyi.cli.shared import FAILED, FOUND, campaign_options, open_or_refuse, report, say_written
from pingyi.decisions.decision_words import decision_words
from pingyi.files.write import write
from pingyi.load.roster import ROSTER

if TYPE_CHECKING:
    from pingyi.decisions.record import DecisionRecord


def _pairs(_context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """What stands before and after the first `=` of each value."""
    if wrong := [value for value in values if "=" not in value]:
        raise click.BadParameter(f"{wrong[0]}: write {parameter.metavar}")
    return dict(value.split("=", 1) for value in values)


@click.command()
@click.argument("units", nargs=-1, metavar="[UNIT]…")
@click.option("--accept", "verdict", flag_value="accepted", help="Accept the report as main holds it.")
@click.option("--return", "verdict", flag_value="returned", help="Return it: needs --reason and --point.")
@click.option("--reopen", "verdict", flag_value="reopened", help="Open what was accepted: needs --reason and --scope.")
@click.option("--clean", is_flag=True, help="All reports that wait for --by and have no warning, instead of UNITs.")
@click.option(
    "--by", default="", metavar="LEVEL", help="Who decides: a unit above, or office (default: whose turn it is)."
)
@click.option("--post", required=True, help="The reviewer's post; no name.")
@click.option("--reason", default="", help="Why.")
@click.option(
    "--point", "points", multiple=True, callback=_pairs, metavar="POINTER=WORDS", help="What to mend. Repeat."
)
@click.option("--scope", multiple=True, metavar="POINTER", help="What may change. Repeat.")
@click.option(
    "--absent",
    multiple=True,
    callback=_pairs,
    metavar="UNIT=REASON",
    help="A unit below that is not accepted with it. Repeat.",
)
@campaign_options
def decide(units: tuple[str, ...], root: Path, as_of: datetime | None, *, clean: bool, **said: Any) -> None:
    """Write a decision on each unit's report as a file of record, judged as the check will judge it.

    It counts from the merge on. Exit status: 0 written, 1 not allowed and nothing written.
    """
    from pingyi.doors import decision_draft as drafts  # noqa: PLC0415

    if said["verdict"] is None:
        raise click.UsageError("say --accept, --return or --reopen")
    if clean == bool(units) or (clean and not said["by"]):
        raise click.UsageError("name the units, or --clean and --by LEVEL")
    judged = open_or_refuse(root, as_of)
    _approving(judged)
    wanted = drafts.clean(judged, said["by"]) if clean else [unit.strip("/") for unit in units]
    if unknown := [unit for unit in wanted if unit not in judged.roster]:
        raise click.UsageError(f"{unknown[0]} is not in {ROSTER}")
    if not wanted:
        click.echo(decision_words()["shell"]["nothing"])
        return
    found = drafts.drafted(judged, wanted, drafts.Said(**said))
    if found.findings:
        report("text", found.findings, len(wanted), judged)
        click.echo(decision_words()["shell"]["refused"], err=True)
        raise click.exceptions.Exit(FOUND)
    say_written(write(root, found.files, prune=False), root, judged.catalogue)
    click.echo(decision_words()["shell"]["submit"].format(n=len(found.files)))


@click.command()
@click.option("--for", "actor", metavar="LEVEL", help="Only what waits for a unit or for the office.")
@campaign_options
def queue(actor: str | None, root: Path, as_of: datetime | None) -> None:
    """Show which reports wait for whom: the oldest first, of equally old the one that blocks most."""
    from pingyi.publish.waiting import queue_lines, waiting  # noqa: PLC0415

    judged = open_or_refuse(root, as_of)
    held = _approving(judged)
    items = [it for it in waiting(judged, held) if actor in (None, it.actor)]
    for line in queue_lines(items, held, judged.as_of):
        click.echo(line)


@click.command()
@click.option("--for", "unit", metavar="UNIT", help="Only what concerns one unit.")
@campaign_options
def remind(unit: str | None, root: Path, as_of: datetime | None) -> None:
    """Print texts to send as they are: returns, acceptances, reports due in three days or three days overdue."""
    from pingyi.publish.reminders import reminders  # noqa: PLC0415

    judged = open_or_refuse(root, as_of)
    if unit and unit not in judged.roster:
        raise click.UsageError(f"{unit} is not in {ROSTER}")
    texts = list(reminders(judged, record(judged), unit))
    click.echo("\n\n".join(texts) if texts else decision_words()["shell"]["remind-none"])


def _approving(judged: Judged) -> DecisionRecord:
    held = record(judged)
    if held is None:
        click.echo(decision_words()["shell"]["off"], err=True)
        raise click.exceptions.Exit(FAILED)
    return held
