"""The other commands, as a user runs them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from pingyi import site
from pingyi.campaign.generated import codeowners, generated_files
from pingyi.campaign.open import open_campaign
from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT
from pingyi.model import Unit
from pingyi.publish.audience import audience_tables


def run(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


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


def test_checking_imports_nothing_that_only_other_commands_need():
    code = f"""
import sys
from pingyi.cli import cli
cli(["check", "--root", {str(CHECKOUT)!r}], standalone_mode=False)
slow = {{"jinja2", "mkdocs", "openpyxl", "pandas", "scipy", "typst"}} & set(sys.modules)
sys.exit(sorted(slow) or 0)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert result.returncode == 0, result.stderr.decode()


def test_the_sample_has_no_error():
    result = run("check", "--root", CHECKOUT, "--format", "json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["errors"] == 0


def test_derived_files_in_the_repository_are_up_to_date():
    for path, content in generated_files(open_campaign(CHECKOUT), CHECKOUT).items():
        assert (CHECKOUT / path).read_text(encoding="utf-8") == content, f"run: pingyi schema ({path})"


def test_codeowners_never_name_the_submitter():
    clerk_reviews = Unit("a", "甲", "x", "reporting", submitters=("clerk",), reviewers=("clerk", "office"))
    only_clerk = Unit("a/b", "乙", "x", "branch", submitters=("clerk",), reviewers=("clerk",))
    lines = codeowners([clerk_reviews, only_clerk], "made").splitlines()[1:]
    assert lines == ["* @office", "/data/units/a.* @office"]


def test_demo_makes_a_campaign_that_passes_and_repeats(tmp_path):
    for name in ("one", "two"):
        assert run("demo", "--units", 130, tmp_path / name).exit_code == 0
    files = {
        path.relative_to(tmp_path / "one"): path.read_bytes()
        for path in Path(tmp_path / "one").rglob("*")
        if path.is_file()
    }
    assert files == {
        path.relative_to(tmp_path / "two"): path.read_bytes()
        for path in Path(tmp_path / "two").rglob("*")
        if path.is_file()
    }
    checked = run("check", "--root", tmp_path / "one", "--format", "json")
    assert checked.exit_code == 0, checked.output
    found = json.loads(checked.output)
    assert found["findings"] == []
    assert found["checked"] > 100
    again = run("demo", tmp_path / "one")
    assert again.exit_code == 1
    assert "not empty" in again.output


def test_the_example_in_the_guide_passes_the_check(tmp_path):
    guide = (CHECKOUT / "docs/guide/reporting.md").read_text(encoding="utf-8")
    report = tmp_path / "data/units/city-jia.yml"
    report.parent.mkdir(parents=True)
    for name in ("campaign.yml", "roster.csv"):
        (tmp_path / "data" / name).write_bytes((CHECKOUT / "data" / name).read_bytes())
    report.write_text(guide.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    result = run("check", "--root", tmp_path, "--format", "json")
    assert json.loads(result.output)["findings"] == []


def test_the_schemas_of_another_campaign_are_written_beside_it(tmp_path):
    shutil.copytree(CHECKOUT / "tests/campaigns/town/data", tmp_path / "data")
    assert run("schema", "--root", tmp_path).exit_code == 0
    assert {path.name for path in (tmp_path / "schemas").iterdir()} >= {"unit.schema.json", "vocabulary.schema.json"}
    assert "0 files changed" in run("schema", "--root", tmp_path).output


def test_a_picture_that_is_a_link_keeps_its_report_from_being_published(tmp_path):
    shutil.copytree(CHECKOUT / "data", tmp_path / "data")
    secret = tmp_path / "secret.txt"
    secret.write_text("不能公开的内容", encoding="utf-8")
    picture = tmp_path / "data/units/city-jia.files/snow-plough-roster.png"
    picture.unlink()
    picture.symlink_to(secret)
    opened = open_campaign(tmp_path)
    assert opened.errors == {"data/units/city-jia.yml": 1}
    tables = audience_tables(opened, "internal")
    assert tables["units"].set_index("unit").loc["city-jia", "state"] == "failing"
    site.stage(tmp_path, opened, tables, tmp_path / "site")
    staged = [path for path in (tmp_path / "build").rglob("*") if path.is_file()]
    assert staged
    assert not [path for path in staged if "不能公开的内容".encode() in path.read_bytes()]
