"""`pingyi explain`: every figure is the sum of the lines below it, and each line is where the report says so."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT

LINE = re.compile(r"^(?P<indent> *)[＝＋] .*不满意 (?P<count>[0-9]+)(?:  \[(?P<path>[^:]+):(?P<line>[0-9]+).*\])?$")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["explain", *arguments, "--root", str(CHECKOUT)])
    return result.exit_code, result.output


@pytest.mark.parametrize("unit", [".", "city-jia", "city-jia/county-1", "city-jia/highway"])
def test_every_line_is_the_sum_of_those_below_it_and_every_report_says_its_own(unit: str):
    code, output = run(unit, "organisation/key-tasks", "dissatisfied")
    assert code == 0
    found = [match for line in output.splitlines() if (match := LINE.match(line))]
    assert found
    for number, match in enumerate(found):
        depth, count = len(match["indent"]), int(match["count"])
        if match["path"]:
            assert re.search(rf"\bdissatisfied: {count}\b", said_in(match["path"], int(match["line"])))
            continue
        below = []
        for later in found[number + 1 :]:
            if len(later["indent"]) <= depth:
                break
            below += [int(later["count"])] if len(later["indent"]) == depth + 2 else []
        assert count == sum(below)


def said_in(path: str, line: int) -> str:
    return (CHECKOUT / path).read_text("utf-8").splitlines()[line - 1]


@pytest.mark.parametrize(
    "asked",
    [["nowhere", "organisation/key-tasks"], [".", "nobody/key-tasks"], [".", "organisation/none"],
     [".", "organisation/key-tasks", "none"], ["city-wu", "organisation/key-tasks", "blank", "--as-of", "2012-01-12"]],
)  # fmt: skip
def test_what_is_not_there_is_named_in_a_sentence(asked: list[str]):
    code, output = run(*asked)
    assert code == 2
    assert any(word in output for word in ("no such", "nobody"))
