"""The command line: the only package that prints or exits. Commands import what is slow only when they run."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper

import click

from pingyi.cli.checking import check
from pingyi.cli.deciding import decide, queue, remind
from pingyi.cli.doors import import_, new, tally
from pingyi.cli.forgetting import forget
from pingyi.cli.making import demo, schema
from pingyi.cli.publishing import explain, release, sheet
from pingyi.cli.shared import FAILED, say_not_written
from pingyi.cli.site import build, serve
from pingyi.cli.start import init, roster
from pingyi.cli.upgrading import kit, upgrade
from pingyi.files.write import NotWrittenError


def _say_version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """`pingyi --version`: version and commit."""
    if wanted:
        from pingyi.load.tool_version import tool_version  # noqa: PLC0415

        click.echo(f"pingyi {tool_version()}")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_say_version, help="Version and commit."
)
def cli() -> None:
    """Run an evaluation campaign in the open: check reports, add them up, publish the site.

    Findings are in Chinese, for the clerks who mend them. Exit status: 0 no error, 1 errors found, 2 could not run.
    """
    # What a command reads stays to its end: looking through it again and again for what could go takes a fifth of its time.
    gc.set_threshold(10_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        # A file name may hold bytes, and a terminal may lack letters, that cannot be printed.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


for command in (check, build, serve, schema, sheet, new, import_, tally, release, explain, demo, forget, init, roster,
                upgrade, kit, decide, queue, remind):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Entry point: whatever goes wrong outside of the data, a user sees a sentence, not a traceback."""
    try:
        cli()
    except NotWrittenError as error:
        say_not_written(error)
        sys.exit(FAILED)
    except Exception as error:
        if os.environ.get("PINGYI_DEBUG"):
            raise
        click.echo(
            f"pingyi could not go on: {type(error).__name__}: {error} (set PINGYI_DEBUG=1 for details)", err=True
        )
        sys.exit(FAILED)
