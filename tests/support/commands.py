"""The command line, run in this process."""

from __future__ import annotations

from click.testing import CliRunner, Result

from pingyi.cli import cli


def run(*arguments: object) -> Result:
    """What a command said and how it ended."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def done(*arguments: object) -> str:
    """What a command said that must succeed."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output
