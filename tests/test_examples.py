"""Every rule has an example in which it speaks alone, with its report kept word for word in `golden/check`.

An example is a file `invalid/<rule>.yml`: the report of the unit that its first line names. Or it is a folder
`invalid/<rule>/`, laid over the sample's campaign and roster. What Git cannot hold is made here, in SITUATIONS.
PINGYI_GOLDEN=1 writes the golden files anew.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from pingyi import reporters
from pingyi.check.catalogue import Catalogue
from pingyi.cli import cli
from pingyi.contract import Contract
from pingyi.model import Finding
from pingyi.opening import CannotOpenError, open_campaign

HERE = Path(__file__).parent
INVALID, VALID, GOLDEN = HERE / "examples/invalid", HERE / "examples/valid", HERE / "golden/check"
UNIT = "city-jia/highway"
REPORT = f"data/units/{UNIT}.yml"
DRAFT = f"unit: {UNIT}\nstatus: draft\nreported_on: 2012-02-07\n"

Result = tuple[Sequence[Finding], Catalogue, int]


def write(root: Path, path: str, text: str) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


def headers(example: Path) -> dict[str, str]:
    """The comments `# key: value` at the top of an example."""
    text = example.read_bytes().decode("utf-8-sig")
    return dict(re.findall(r"^# (unit|also): (.+?)\r?$", text, re.MULTILINE))


def use_received(root: Path) -> None:
    """Let the campaign count the time of the merge."""
    text = (root / "data/campaign.yml").read_text(encoding="utf-8")
    assert "timeliness: declared" in text
    write(root, "data/campaign.yml", text.replace("timeliness: declared", "timeliness: received"))


def git(folder: Path, *arguments: str) -> None:
    author = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *author, "-C", str(folder), *arguments], check=True, capture_output=True)


# Situations that no file in Git can make: each takes a sample root and returns the root to check.


def too_large(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    write(root, REPORT, DRAFT + "# 填\n" * 2**18)
    return root


def not_regular(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    (root / "data/roster.csv").unlink()
    return root


def unreadable(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(root, REPORT, DRAFT)
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.as_posix().endswith(REPORT):
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    return root


def not_evaluated(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(root, REPORT, DRAFT)
    rules = (dataclasses.replace(open_campaign(root).contract.rules[0], each=None, rule="1 / 0 == 1"),)
    monkeypatch.setattr(Contract, "rules", property(lambda _self: rules))
    return root


def no_history(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    use_received(root)
    return root


def shallow_history(root: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    use_received(root)
    git(root, "init", "--quiet")
    for message in ("first", "second"):
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--allow-empty", "--message", message)
    clone = root.parent / "clone"
    git(root, "clone", "--quiet", "--depth", "1", root.as_uri(), str(clone))
    return clone


SITUATIONS: dict[str, Callable[[Path, pytest.MonkeyPatch], Path]] = {
    "file-not-regular": not_regular,
    "file-too-large": too_large,
    "file-unreadable": unreadable,
    "history-missing": no_history,
    "history-shallow": shallow_history,
    "rule-not-evaluated": not_evaluated,
}
EXAMPLES = {path.name.removesuffix(".yml"): path for path in sorted(INVALID.iterdir())}


def build(rule: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root that an example stands for."""
    if rule in SITUATIONS:
        return SITUATIONS[rule](root, monkeypatch)
    example = EXAMPLES[rule]
    if example.is_dir():
        shutil.copytree(example, root, dirs_exist_ok=True)
    else:
        place_report(root, example)
    return root


def place_report(root: Path, example: Path) -> None:
    report = root / f"data/units/{headers(example)['unit']}.yml"
    report.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(example, report)


def judge(root: Path) -> Result:
    try:
        opened = open_campaign(root)
    except CannotOpenError as error:
        return error.findings, error.catalogue, 0
    return opened.findings, opened.catalogue, len(opened.repository.reports)


def expected(rule: str) -> set[str]:
    """The rule of the example, and the others that its `# also:` admits."""
    example = EXAMPLES.get(rule)
    also = headers(example).get("also", "") if example and example.is_file() else ""
    return {rule, *also.split()}


def test_every_rule_has_one_example(catalogue: Catalogue) -> None:
    assert not EXAMPLES.keys() & SITUATIONS.keys()
    assert sorted(EXAMPLES | SITUATIONS) == sorted(catalogue.entries)


def test_every_golden_file_belongs_to_a_rule(catalogue: Catalogue) -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(catalogue.entries)


@pytest.mark.parametrize("rule", sorted(EXAMPLES | SITUATIONS))
def test_example(rule: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule speaks, alone, in the words of its golden file, and every word of it is filled in."""
    built = build(rule, root, monkeypatch)
    findings, catalogue, checked = judge(built)
    assert {finding.rule for finding in findings} == expected(rule)
    for finding in findings:
        assert_readable(finding)
    compare(GOLDEN / f"{rule}.txt", reporters.text(findings, checked, catalogue, built) + "\n")


def assert_readable(finding: Finding) -> None:
    """Chinese, and no placeholder left in it."""
    for words in (finding.message, finding.fix):
        assert not re.search(r"[{}…]|None", words), words
        assert re.search(r"[\u4e00-\u9fff]", words), words


def compare(golden: Path, text: str) -> None:
    if os.environ.get("PINGYI_GOLDEN"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_bytes().decode("utf-8")


@pytest.mark.parametrize("example", sorted(VALID.iterdir()), ids=lambda path: path.stem)
def test_valid_example_has_no_finding(example: Path, root: Path) -> None:
    place_report(root, example)
    findings, _, checked = judge(root)
    assert (list(findings), checked) == ([], 1)


def test_valid_examples_show_the_forms_that_editors_leave_behind() -> None:
    texts = {path.stem: path.read_bytes() for path in VALID.iterdir()}
    flow = texts["final-in-flow-style"]
    assert flow.startswith(b"\xef\xbb\xbf")
    assert flow.count(b"\n") == flow.count(b"\r\n")
    assert len(texts["smallest-draft"].splitlines()) == 4


def link(path: Path, target: Path | str) -> None:
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("this system allows no symbolic links")


def test_a_linked_report_is_refused(root: Path) -> None:
    """Else a pull request could show any file of the machine that checks it."""
    secret = write(root.parent, "secret.yml", DRAFT)
    (root / REPORT).parent.mkdir(parents=True)
    link(root / REPORT, secret)
    findings, _, checked = judge(root)
    assert ([finding.rule for finding in findings], checked) == (["file-not-regular"], 0)


def test_a_linked_folder_is_not_entered(root: Path) -> None:
    write(root.parent, "elsewhere/highway.yml", DRAFT)
    (root / "data/units").mkdir()
    link(root / "data/units/city-jia", root.parent / "elsewhere")
    findings, _, checked = judge(root)
    assert ([finding.rule for finding in findings], checked) == (["file-extension"], 0)


# The command line over a campaign with one good and several bad reports.

BAD = {
    "city-jia/county-1": "unit: city-jia/county-1\nstatus: final: yes\n",
    "city-jia/county-2": "unit: city-jia/county-2\nstatus: draft\nreported_on: 2012年2月7日\n",
    "city-jia/transport": "unit: city-jia/transport\nstatus: draft\nreported_on: 2012-02-07\ncoverage: {members: 2800}\n",
}
PLACES = {
    "yaml-syntax": "data/units/city-jia/county-1.yml:2:14",
    "pattern": "data/units/city-jia/county-2.yml:3:1",
    "coverage-members": "data/units/city-jia/transport.yml:4:12",
}


def check(root: Path, *arguments: str) -> tuple[int, str]:
    """Exit status and output. An exception would fail the test: a user never sees a traceback."""
    result = CliRunner().invoke(cli, ["check", "--root", str(root), *arguments], catch_exceptions=False)
    return result.exit_code, result.output


@pytest.fixture
def mixed(root: Path) -> Path:
    """One good report and three bad ones."""
    write(root, REPORT, DRAFT)
    for unit, text in BAD.items():
        write(root, f"data/units/{unit}.yml", text)
    return root


def test_check_names_every_bad_report_and_goes_on(mixed: Path) -> None:
    status, output = check(mixed)
    assert status == 1
    for rule, place in PLACES.items():
        assert f"  {place}\n" in output
        assert f"[{rule}]" in output
    assert output.count("错误：") == len(PLACES)
    assert REPORT not in output
    assert output.endswith("错误 3 处，提醒 0 处。\n")


def test_check_of_one_report_shows_only_that(mixed: Path) -> None:
    assert check(mixed, str(mixed / REPORT)) == (0, "检查了 1 份报告，没有错误。\n")
    status, output = check(mixed, str(mixed / "data/units/city-jia/county-2.yml"))
    assert (status, output.count("错误：")) == (1, 1)


def test_check_as_json_has_the_documented_keys(mixed: Path) -> None:
    status, output = check(mixed, "--format", "json")
    data = json.loads(output)
    assert status == 1
    assert list(data) == ["findings", "checked", "errors", "warnings"]
    assert (data["errors"], data["warnings"]) == (3, 0)
    keys = ["rule", "level", "path", "line", "column", "pointer", "message", "fix"]
    assert [list(finding) for finding in data["findings"]] == [keys] * 3
    places = {finding["rule"]: "{path}:{line}:{column}".format(**finding) for finding in data["findings"]}
    assert places == PLACES


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("campaign", [None, "", "id: [", "id: small\n", "- 1\n", "subjects: 3\n", "中\0"])
def test_check_without_a_usable_campaign_file_says_so(root: Path, campaign: str | None, form: str) -> None:
    (root / "data/campaign.yml").unlink()
    if campaign is not None:
        write(root, "data/campaign.yml", campaign)
    status, output = check(root, "--format", form)
    assert status == 2
    assert "data/campaign.yml" in output


def test_check_without_any_data_says_so(tmp_path: Path) -> None:
    assert [check(root)[0] for root in (tmp_path, tmp_path / "nowhere")] == [2, 2]
