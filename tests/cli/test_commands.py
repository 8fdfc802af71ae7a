"""The other commands, as a user runs them."""

from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT
from support.commands import run


def test_help_names_every_command_and_says_what_it_does():
    result = run("--help")
    assert result.exit_code == 0
    for name, command in cli.commands.items():
        assert name in result.output
        assert command.help
        assert run(name, "--help").exit_code == 0


def test_every_command_is_in_the_readme():
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert [name for name in cli.commands if f"pingyi {name}" not in readme] == []
