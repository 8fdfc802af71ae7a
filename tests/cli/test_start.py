"""From an empty folder and a wheel to a release: no line is written by hand, and no word stands there that is another campaign's."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook

from pingyi.campaign.owned import is_as_made
from pingyi.campaign.start import PRESETS
from support.commands import done, run
from support.filled_book import fill_book
from support.situations import FULL, git
from support.wheel import run_installed

DAYS = {"starts": "2026-01-05", "due": "2026-02-10", "ends": "2026-02-28"}
CITIES, COUNTIES = ("甲乙丙丁戊", "东西南北中前后左右上下") if FULL else ("甲乙", "东西南")
ONE = "service"
OF_THE_PARTY = ("mass-evaluation", "members")
FORGES = ("github", "gitlab", "gitea", "gitee", "server")


def office_table(path: Path, category: str) -> list[str]:
    """Units as an office keeps them, sixty with PINGYI_FULL=1, and their names: a title above the head, parents by name, codes and days as numbers."""
    book = Workbook()
    sheet = book.active
    sheet.append(["示例省单位名册"])
    sheet.append(["序号", "单位名称", "上级单位", "类别", "人数", "代码", "成立时间"])
    names = []
    for number, city in enumerate(CITIES, 1):
        names.append(f"{city}市示例局")
        sheet.append([None, names[-1], None, category, 30, 620000 + 100 * number, 40000])
        for place, county in enumerate(COUNTIES, 1):
            names.append(f"{city}市{county}河县局")
            sheet.append(
                [None, names[-1], f"{city}市示例局", category, 20, str(620000 + 100 * number + place), "2010年3月1日"]
            )
    book.save(path)
    return names


def titles_of(campaign: dict, words: str) -> list[str]:
    return [word["title"] for word in campaign.get(words, {}).values()]


def said_everywhere(folder: Path) -> str:
    """All text below a folder, packed files included, Git's own and the tool's wheel aside."""
    texts = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts):
        if path.suffix == ".whl" or "lunr" in path.parts:
            continue  # the tool itself, and a word list of the theme for Japanese
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                texts += [archive.read(name).decode("utf-8", "ignore") for name in archive.namelist()]
        else:
            texts.append(path.read_bytes().decode("utf-8", "ignore"))
    return "\n".join(texts)


def ballots(path: Path, campaign: dict) -> tuple[str, ...]:
    """A ballot file for the first subject, and the options that tell how to count it."""
    subject_id, subject = next(iter(campaign["subjects"].items()))
    items = [item["title"] for item in subject["items"].values()]
    grades = [grade["title"] for grade in campaign["scales"][subject["scale"]]["grades"].values()]
    rated = subject["counts"] == "ratings"
    rows = [["票号", "被评人", *items]] + [
        [ballot, person, *(grades[(ballot + person) % 2] for _ in items)]
        for ballot in range(1, 21) for person in range(1, 13 if rated else 2)
    ]  # fmt: skip
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return (f"--subject={subject_id}", "--ballot=票号", *(("--person=被评人", "--persons=12") if rated else ()))


@pytest.mark.parametrize("preset", PRESETS if FULL else [ONE])
def test_from_a_wheel_to_a_release_without_a_line_by_hand(preset: str, wheel: Path, installed: Path, tmp_path: Path):
    def pingyi(*arguments: object) -> str:
        return run_installed(installed, tmp_path, *arguments)

    answers = [f"--{key}={value}" for key, value in {**DAYS, "preset": preset, "organiser": "示例办公室"}.items()]
    pingyi("init", "campaign", *answers, "--yes", "--wheel", wheel, "--no-build")
    home = tmp_path / "campaign"
    campaign = yaml.safe_load((home / "data/campaign.yml").read_text("utf-8"))
    names = office_table(tmp_path / "名册.xlsx", next(iter(campaign["categories"].values()))["title"])
    pingyi("roster", "名册.xlsx", "--root", "campaign", "--yes")
    ids = {row["name"]: row["id"] for row in csv.DictReader((home / "data/roster.csv").open(encoding="utf-8"))}
    assert list(ids) == names
    titles = {words: titles_of(campaign, words) for words in ("forms", "channels", "audiences")}
    titles["outcome"] = ["已" + campaign.get("words", {}).get("evaluation", "评议")]
    books = []
    for number, name in enumerate((names[0], names[1], names[2])):
        books.append(tmp_path / f"{number}.xlsx")
        pingyi("import", "--template", ids[name], "-o", books[-1], "--root", "campaign")
        fill_book(books[-1], "2026-02-03", titles, number)
    pingyi("import", *books, "--root", "campaign")
    options = ballots(tmp_path / "票.csv", campaign)
    pingyi("tally", "票.csv", "--unit", names[3], *options, "--reported-on=2026-02-04", "--root", "campaign")
    pingyi("check", "--root", "campaign")
    git(home, "add", "--all")
    git(home, "commit", "--quiet", "--message", "reports", day="2026-02-05")
    pingyi("build", "--root", "campaign")
    pingyi("sheet", ids[names[0]], "-o", "printed", "--root", "campaign")
    pingyi("release", "2026-02", "--root", "campaign")
    assert (home / "data/releases/2026-02/manifest.json").is_file()
    assert (home / "site/guide/first-publication.html").is_file()
    if preset not in OF_THE_PARTY:
        assert [match[0] for match in re.finditer(".{0,20}党.{0,20}", said_everywhere(tmp_path))] == []


@pytest.fixture
def made(tmp_path: Path):
    """Makes a repository with a preset and a forge, and gives its folder."""
    wheel = tmp_path / "pingyi-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"a wheel")

    def make(preset: str = "blank", forge: str = "github", *more: str) -> Path:
        home = tmp_path / f"{preset}-{forge}"
        options = (f"--preset={preset}", f"--forge={forge}", "--organiser=示例办公室", "--yes", "--no-build")
        done("init", home, *options, "--wheel", wheel, *more)
        return home

    return make


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_begins_without_a_finding(made, preset: str):
    home = made(preset)
    assert "没有错误" in done("check", "--root", home)
    guide = "".join(path.read_text("utf-8") for path in (home / "docs").rglob("*.md"))
    assert guide.count("请办公室定") >= 6
    assert ("党" in guide) == (preset in OF_THE_PARTY)


@pytest.mark.parametrize("forge", FORGES)
def test_what_the_tool_owns_is_marked_and_pins_the_wheel_by_its_hash(made, forge: str):
    home = made(forge=forge)
    owned = [path for path in home.rglob("*") if path.is_file() and "pingyi-owned" in path.read_text("utf-8", "ignore")]
    owned = [path for path in owned if path.name != "README.md"]
    assert all(is_as_made(path.read_text("utf-8")) for path in owned)
    locked = (home / "requirements.txt").read_text("utf-8")
    assert "./tool/pingyi-0.1.0-py3-none-any.whl \\\n    --hash=sha256:" in locked
    assert not re.search(r"^pingyi[ =]", locked, re.MULTILINE)
    workflows = [path for path in owned if path.suffix == ".yml"]
    assert all(isinstance(yaml.safe_load(path.read_text("utf-8")), dict) for path in workflows)
    assert len(workflows) == {"github": 2, "gitlab": 1, "gitea": 2}.get(forge, 0)
    assert not re.search(r"run: make ", "".join(path.read_text("utf-8") for path in workflows))
    assert git(home, "status", "--porcelain") == ""


def test_an_address_is_pinned_with_its_hash_and_nothing_is_copied(made):
    address = "https://office.example.org/pingyi-0.1.0-py3-none-any.whl"
    home = made("blank", "server", "--wheel", f"{address}#sha256={'0' * 64}")
    assert f"pingyi @ {address} \\\n    --hash=sha256:{'0' * 64}\n" in (home / "requirements.txt").read_text("utf-8")
    assert not (home / "tool").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--starts=2026-02-30",), "要写成 2026-03-01 这样"),
        (("--starts=2026-03-01", "--due=2026-02-01"), "日期的先后不对"),
        (("--preset=nothing",), "只能是"),
        (("--audience=all",), "只能是 internal、public"),
        (("--wheel=https://office.example.org/pingyi-0.1.0-py3-none-any.whl",), "#sha256="),
        (("--wheel=other.whl",), "不是 pingyi 的 .whl 文件"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_left_behind(tmp_path: Path, options, said):
    wheel = tmp_path / "pingyi-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"a wheel")
    given = ("--organiser=示例办公室", "--yes", "--no-build", "--wheel", wheel, *options)
    result = run("init", tmp_path / "new", *given)
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "new").exists()


def test_answers_may_come_in_a_file_and_a_full_folder_is_left_alone(tmp_path: Path):
    wheel = tmp_path / "pingyi-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"a wheel")
    answers = tmp_path / "answers.yml"
    answers.write_text("preset: blank\norganiser: 示例办公室\nstarts: 2026-01-05\naudience: public\n", encoding="utf-8")
    options = ("--answers", answers, "--title=年度评议", "--yes", "--no-build", "--wheel", wheel)
    done("init", tmp_path / "new", *options)
    campaign = yaml.safe_load((tmp_path / "new/data/campaign.yml").read_text("utf-8"))
    assert (campaign["title"], campaign["audience"]) == ("年度评议", "public")
    assert str(campaign["due"]["reporting"]) == "2026-02-04"
    assert "已经有文件" in run("init", tmp_path / "new", *options).output
    answers.write_text("colour: red\n", encoding="utf-8")
    assert "colour 不认识" in run("init", tmp_path / "other", *options).output
