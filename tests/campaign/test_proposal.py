"""The check of pull requests on real Git repositories: what it says of the change, and that nothing proposed can sway it.

SITUATIONS has a pull request for each rule of change scope; its comment is kept word for word in `golden/change`.
PINGYI_GOLDEN=1 writes the golden files anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from pingyi.campaign.generated import codeowners
from pingyi.campaign.open import check_campaign
from pingyi.check.catalogue import Catalogue
from pingyi.contract.vocabulary import generated
from support.forge import (
    CORRECTED,
    FINAL,
    REVISED,
    Files,
    campaign,
    check,
    commit,
    draft,
    fork,
    git,
    merge,
    request,
    roster,
    rules,
    run,
)
from support.places import GOLDENS
from support.situations import DRAFT, REPORT, link

GOLDEN = GOLDENS / "change"
TRANSPORT = "data/units/city-jia/transport.yml"
BING = "data/units/city-bing/highway.yml"
ATTACHED = "data/units/city-jia/highway.files/plan.pdf"
PDF = b"%PDF-1.4\n"
BACKDATED = REVISED.replace('"reported_on": "2012-02-07"', '"reported_on": "2012-02-06"')
RELEASE = "data/releases/2012-02-16/manifest.json"
CODEOWNERS, ROSTER = ".github/CODEOWNERS", "data/roster.csv"


class Situation(NamedTuple):
    """What main holds, what a pull request changes, and who opened it."""

    main: Files
    proposed: Files
    author: str
    options: tuple[str, ...] = ()


SITUATIONS: dict[str, Situation] = {
    "change-foreign-unit": Situation({}, {REPORT: DRAFT}, "transport-clerk"),
    "change-author-unknown": Situation({}, {BING: draft("city-bing/highway")}, "somebody"),
    "change-author-unresolved": Situation(
        {}, {BING: draft("city-bing/highway")}, "somebody", ("--maintainers", "admin")
    ),
    "change-grounds": Situation({}, {ROSTER: roster() + "\n"}, "office-wang"),
    "change-not-allowed": Situation({}, {ROSTER: roster() + "\n"}, "highway-clerk"),
    "change-several-units": Situation({}, {REPORT: DRAFT, TRANSPORT: draft("city-jia/transport")}, "jia-reviewer"),
    "change-deletes-report": Situation({REPORT: FINAL}, {REPORT: None}, "highway-clerk"),
    "change-without-revision": Situation({REPORT: FINAL}, {REPORT: CORRECTED}, "highway-clerk"),
    "change-withdrawn": Situation({REPORT: FINAL}, {REPORT: DRAFT}, "highway-clerk"),
    "change-backdated": Situation({REPORT: FINAL}, {REPORT: BACKDATED}, "highway-clerk"),
    "change-draft-backdated": Situation({REPORT: DRAFT}, {REPORT: DRAFT.replace("02-07", "02-06")}, "highway-clerk"),
    "change-release": Situation({RELEASE: "{}\n"}, {RELEASE: "{}"}, "office-wang"),
    "change-release-unverified": Situation({}, {RELEASE: "{}\n"}, "office-wang"),
    "change-not-judged": Situation({}, {"docs/guide/faq.md": "x\n"}, "somebody"),
    "change-output": Situation({}, {"build/cache/check-1.json": "{}\n"}, "somebody"),
    "change-derived": Situation({}, {CODEOWNERS: "* @me\n"}, "office-wang"),
    "change-not-data": Situation({}, {REPORT: DRAFT, "scripts/pingyi/model.py": "x = 1\n"}, "highway-clerk"),
}
"""A pull request for each rule of change scope, in which only that rule speaks."""


def test_every_rule_of_change_scope_has_a_situation(catalogue: Catalogue) -> None:
    assert set(SITUATIONS) == {entry.id for entry in catalogue.entries.values() if entry.scope == "change"}
    assert {path.stem for path in GOLDEN.iterdir()} == set(SITUATIONS)


@pytest.mark.parametrize("rule", sorted(SITUATIONS))
def test_situation(rule: str, root: Path, catalogue: Catalogue) -> None:
    """The rule speaks, alone, in the words of its golden comment."""
    main, proposed, author, more = SITUATIONS[rule]
    made = request(campaign(root, main), proposed)
    options = ("--changed-since", "main", "--proposed", made, "--author", author, *more)
    status, comment = run(root, *options, "--format", "markdown")
    golden = GOLDEN / f"{rule}.md"
    if os.environ.get("PINGYI_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(comment, encoding="utf-8", newline="\n")
    assert comment == golden.read_text(encoding="utf-8")
    assert {found["rule"] for found in json.loads(run(root, *options, "--format", "json")[1])["findings"]} == {rule}
    assert status == (catalogue.entries[rule].level == "error")


# Whose report it is.


@pytest.mark.parametrize("author", ["highway-clerk", "HIGHWAY-CLERK", "jia-reviewer", "office-wang"])
def test_who_may_change_a_report(root: Path, author: str) -> None:
    """Its submitters, its reviewers and those of units above, the office; capital letters do not matter."""
    assert check(campaign(root), request(root, {REPORT: DRAFT + "# 1\n"}), author) == (0, set(), 1)


@pytest.mark.parametrize("author", ["transport-clerk", "jia-clerk", "", "highway-clerk "])
def test_who_may_not(root: Path, author: str) -> None:
    made = request(campaign(root), {REPORT: DRAFT + "# 1\n"})
    assert check(root, made, author) == (1, {("change-foreign-unit", REPORT)}, 1)


def test_without_an_author_nobody_is_foreign(root: Path) -> None:
    """A clerk at home does not say who he is; the server does."""
    assert check(campaign(root), request(root, {REPORT: DRAFT + "# 1\n"})).status == 0


def test_an_attached_file_is_the_units(root: Path) -> None:
    made = request(campaign(root), {"data/units/city-bing.files/x.pdf": PDF, ATTACHED: PDF})
    places = check(root, made, "transport-clerk").places
    assert {("change-foreign-unit", ATTACHED), ("change-foreign-unit", "data/units/city-bing.files/x.pdf")} <= places
    places = check(root, made, "stranger").places
    assert {("change-foreign-unit", ATTACHED), ("change-author-unknown", "data/units/city-bing.files/x.pdf")} <= places


def test_a_unit_that_the_roster_lacks(root: Path) -> None:
    made = request(campaign(root), {"data/units/city-zz.yml": draft("city-zz"), "data/units/city-jia/zz.yml": DRAFT})
    places = check(root, made, "stranger").places
    assert {("unit-in-roster", "data/units/city-zz.yml"), ("change-foreign-unit", "data/units/city-zz.yml")} <= places
    assert ("change-foreign-unit", "data/units/city-jia/zz.yml") in places


# What was accepted.


def test_a_correction_with_its_reason(root: Path) -> None:
    assert check(campaign(root, {REPORT: FINAL}), request(root, {REPORT: REVISED}), "highway-clerk").status == 0


def test_a_reason_is_given_each_time_and_none_is_lost(root: Path) -> None:
    campaign(root, {REPORT: REVISED})
    again = REVISED.replace('"opinions": 46', '"opinions": 45')
    replaced = again.replace("计票单抄录有误", "另一个原因")
    for name, text in (("again", again), ("replaced", replaced)):
        made = request(root, {REPORT: text}, name)
        assert rules(check(root, made, "highway-clerk")) == {"change-without-revision"}


def test_layout_and_comments_need_no_reason(root: Path) -> None:
    text = FINAL.replace("\r\n", "\n").removeprefix("\ufeff") + "# 看过\n"
    assert check(campaign(root, {REPORT: FINAL}), request(root, {REPORT: text}), "highway-clerk") == (0, set(), 1)


def test_a_draft_changes_and_goes_freely(root: Path) -> None:
    campaign(root)
    for name, text in (("final", FINAL), ("gone", None)):
        found = check(root, request(root, {REPORT: text}, name), "highway-clerk")
        assert found == (0, set(), 0 if text is None else 1)


def test_what_was_accepted_does_not_become_a_draft_even_with_a_reason(root: Path) -> None:
    """Else it could be deleted, or handed in with other numbers, in a second step."""
    made = request(campaign(root, {REPORT: FINAL}), {REPORT: REVISED.replace('"final"', '"draft"')})
    assert rules(check(root, made, "highway-clerk")) == {"change-withdrawn"}


def test_a_rename_takes_the_final_report_away(root: Path) -> None:
    made = request(campaign(root, {REPORT: FINAL}), {REPORT: None, TRANSPORT: FINAL})
    found = check(root, made, "jia-clerk")
    assert {("change-deletes-report", REPORT), ("unit-matches-path", TRANSPORT)} <= found.places


def test_an_attached_file_of_a_final_report_is_part_of_it(root: Path) -> None:
    attached = FINAL.replace('"final",', '"final", "attachments": [{"file": "plan.pdf", "title": "方案"}],', 1)
    campaign(root, {REPORT: attached, ATTACHED: PDF})
    changed = check(root, request(root, {ATTACHED: PDF + b"%\n"}, "one"), "highway-clerk")
    assert changed.places == {("change-without-revision", REPORT)}
    gone = check(root, request(root, {ATTACHED: None}, "two"), "highway-clerk")
    assert ("file-missing", REPORT) in gone.places


# Nothing but data.


def test_a_change_of_the_tool_alone_is_named_as_not_judged(root: Path) -> None:
    made = request(campaign(root), {"scripts/pingyi/model.py": "", "schemas/rules.yml": "", "README.md": ""})
    assert check(root, made, "stranger") == (0, {("change-not-judged", "README.md")}, 0)


def test_the_office_may_change_all_data(root: Path) -> None:
    campaign(root)
    files: Files = {REPORT: DRAFT + "# 1\n", ROSTER: roster() + "\n"}
    assert check(root, request(root, files, "one"), "office-wang").status == 0
    refused = {(f"change-{rule}", ROSTER) for rule in ("not-data", "not-allowed")}
    assert check(root, request(root, files, "two"), "highway-clerk").places == refused
    more = check(root, request(root, files | {"Makefile": ""}, "three"), "office-wang")
    assert more.places == {("change-not-data", "Makefile"), ("change-grounds", ROSTER)}


def test_a_merge_queue_holds_a_report_and_somebody_elses_docs(root: Path) -> None:
    """Nobody is the author of the two together; alone each was judged with its author."""
    campaign(root)
    together = request(root, {REPORT: DRAFT + "# 1\n", "docs/guide/index.md": "# 说明\n"}, "queue")
    assert check(root, together).status == 0
    assert ("change-not-data", "docs/guide/index.md") in check(root, together, "highway-clerk").places


def test_derived_files_are_what_the_campaign_makes_of_them(root: Path) -> None:
    campaign(root)
    enrolled = roster().replace("Highway-Clerk", "new-clerk").replace("jia-reviewer", "new-reviewer")
    judged = check_campaign(put_roster(root, enrolled))
    comment = generated(judged.contract.schemas["unit"], "data/roster.csv")
    made = codeowners(list(judged.roster.values()), comment)
    git(root, "checkout", "--quiet", "--", ".")
    assert "new-reviewer" in made
    good = request(root, {ROSTER: enrolled, CODEOWNERS: made}, "good")
    assert check(root, good, "office-wang") == (0, {("change-grounds", CODEOWNERS)}, 0)
    forged = request(root, {ROSTER: enrolled, CODEOWNERS: made.replace("@new-reviewer", "@me")}, "forged")
    assert check(root, forged, "office-wang").places >= {("change-derived", CODEOWNERS)}
    with_tool = request(root, {"scripts/x.py": "", CODEOWNERS: "* @x\n"}, "tool")
    assert rules(check(root, with_tool, "somebody")) == {"change-not-judged"}


def put_roster(root: Path, text: str) -> Path:
    (root / ROSTER).write_text(text, encoding="utf-8")
    return root


# Histories.


def test_only_what_the_request_touches_is_shown(root: Path) -> None:
    campaign(root, {REPORT: "status: [\n"})
    made = request(root, {TRANSPORT: draft("city-jia/transport")})
    assert check(root, made, "transport-clerk") == (0, set(), 1)
    assert run(root, "--proposed", made)[0] == 1


@pytest.mark.parametrize(("accepted", "copied"), [(REPORT, TRANSPORT), (TRANSPORT, REPORT)])
def test_a_copied_text_is_shown_whichever_unit_comes_first(root: Path, accepted: str, copied: str) -> None:
    text = "群众反映冬季除雪不够及时，机械停在城里，上垭口要一个半小时，拟在两个垭口增设值守点。"
    words = f"consultation: {{started_on: 2012-01-13, self_check: {text}}}\n"
    units = {REPORT: DRAFT + words, TRANSPORT: draft("city-jia/transport") + words}
    made = request(campaign(root, {accepted: units[accepted]}), {copied: units[copied]})
    assert check(root, made).places == {("text-copied", copied)}


def test_main_moves_on_and_the_branch_is_forced(root: Path) -> None:
    """Judged is the merge that the forge makes anew each time, from whatever main the checker has."""
    campaign(root)
    seen = git(root, "rev-parse", "main")
    mine = fork(root)
    commit(mine, {REPORT: DRAFT + "# 1\n", TRANSPORT: draft("city-jia/transport")})
    assert check(root, merge(root, mine), "highway-clerk").status == 1
    commit(root, {BING: draft("city-bing/highway")})
    git(mine, "reset", "--quiet", "--hard", "origin/main")
    commit(mine, {REPORT: DRAFT + "# 2\n"})
    made = merge(root, mine)
    for base in ("main", seen):
        assert check(root, made, "highway-clerk", base) == (0, set(), 1)


def test_a_branch_without_a_merge(root: Path) -> None:
    """A forge that makes no merge gives the branch itself."""
    mine = fork(campaign(root))
    commit(mine, {REPORT: DRAFT + "# 1\n"})
    merge(root, mine)
    commit(root, {BING: draft("city-bing/highway")})
    assert check(root, "refs/pull/1/head", "highway-clerk") == (0, set(), 1)


def test_three_hundred_reports(root: Path) -> None:
    campaign(root, {})
    units = [line.split(",")[0] for line in (root / ROSTER).read_text(encoding="utf-8").splitlines()[1:]]
    many = units + [f"city-jia/u{number}" for number in range(300 - len(units))]
    found = check(root, request(root, {f"data/units/{unit}.yml": draft(unit) for unit in many}), "office-wang")
    assert (found.status, found.checked) == (1, 300)
    assert sum(rule == "unit-in-roster" for rule, _ in found.places) == 300 - len(units)
    assert sum(rule == "change-several-units" for rule, _ in found.places) == 1


# Nothing proposed sways the verdict.


def test_campaign_roster_and_schemas_are_those_of_main(root: Path) -> None:
    campaign(root)
    enrolled = (root / ROSTER).read_text(encoding="utf-8").replace("transport-clerk", "intruder")
    lax: Files = {
        ROSTER: enrolled,
        "data/campaign.yml": "title: x\n",
        "schemas/unit.schema.json": "{}",
        "schemas/rules.yml": "",
    }
    report: Files = {TRANSPORT: "unit: city-jia/transport\nstatus: draft\nanything: 1\n"}
    plain = check(root, request(root, report, "plain"), "intruder")
    swayed = check(root, request(root, report | lax, "swayed"), "intruder")
    assert {place for place in swayed.places if place[1] == TRANSPORT} == plain.places
    assert {path for rule, path in swayed.places if rule == "change-not-data"} == set(lax)


def test_an_unreadable_campaign_file_in_a_request_ends_nothing(root: Path) -> None:
    made = request(campaign(root), {"data/campaign.yml": "\0", ROSTER: "\0"})
    found = check(root, made, "office-wang")
    own = {(rule, "data/campaign.yml") for rule in ("file-not-text", "change-grounds")}
    assert found == (1, own, 0)


def test_the_attributes_and_settings_of_a_request_are_not_obeyed(root: Path) -> None:
    """Git would run filters and drivers that attributes name, but only in a work tree."""
    attributes = "*.yml filter=evil diff=evil text eol=crlf\n"
    made = request(campaign(root, {REPORT: FINAL}), {".gitattributes": attributes, REPORT: CORRECTED})
    assert rules(check(root, made, "highway-clerk")) == {"change-without-revision", "change-not-data"}


def test_a_link_is_not_followed(root: Path) -> None:
    mine = fork(campaign(root, {}))
    (mine / REPORT).parent.mkdir(parents=True, exist_ok=True)
    link(mine / REPORT, "/etc/passwd")
    link(mine / "data/units/city-bing", "../../..")
    commit(mine, {})
    found = check(root, merge(root, mine), "jia-clerk")
    assert ("file-symlink", REPORT) in found.places
    assert "root:" not in run(root, "--proposed", "refs/pull/1/merge")[1]


def test_a_link_to_another_repository_is_no_data(root: Path) -> None:
    mine = fork(campaign(root))
    sub = git(mine, "rev-parse", "HEAD")
    git(mine, "update-index", "--add", "--cacheinfo", f"160000,{sub},{TRANSPORT}")
    git(mine, "commit", "--quiet", "--message", "submodule")
    assert check(root, merge(root, mine), "transport-clerk").places == {("file-submodule", TRANSPORT)}


def test_an_attached_file_larger_than_any_report_is_read(root: Path) -> None:
    made = request(
        campaign(root), {ATTACHED: PDF + b"%" * 2**21, "data/units/city-jia/highway.files/x.pdf": b"%" * 2**23}
    )
    places = check(root, made, "highway-clerk").places
    assert ("file-unused", ATTACHED) in places
    assert ("file-too-large", "data/units/city-jia/highway.files/x.pdf") in places


NAMES = (b"data/units/a\n::error::x.yml", b"data/units/::error file=x::y.yml", b"data/units/\xff\xfe.yml",
         b"data/units/city-jia/highway.files/\xff.png", b"data/units/city-jia/highway.files/@all `x` ]]>.png",
         b"\x1b[31mred")  # fmt: skip


@pytest.mark.parametrize("form", ["text", "json", "github", "markdown"])
def test_no_file_name_ends_the_run_or_starts_a_command(root: Path, form: str) -> None:
    mine = fork(campaign(root))
    for name in NAMES:
        file = os.path.join(os.fsencode(mine), name)  # noqa: PTH118 - bytes
        os.makedirs(os.path.dirname(file), exist_ok=True)  # noqa: PTH103, PTH120
        with open(file, "wb") as opened:  # noqa: PTH123
            opened.write(b"x: 1\n")
    commit(mine, {})
    made = merge(root, mine)
    command = [
        sys.executable,
        "-m",
        "pingyi",
        "check",
        "--root",
        str(root),
        "--changed-since",
        "main",
        "--proposed",
        made,
    ]
    for _with_cache in range(2):
        ended = subprocess.run([*command, "--format", form], capture_output=True, check=False)
        assert (ended.returncode, ended.stderr) == (1, b"")
        output = ended.stdout.decode("utf-8")
        assert "\x1b" not in output
        starts = [line for line in output.splitlines() if line.lstrip().startswith("::")]
        assert all(
            form == "github" and line.startswith(("::error file=", "::warning file=", "::notice")) for line in starts
        )
        assert "::error::x" not in starts


# The command line.


def test_arguments_that_name_nothing_or_exclude_each_other(root: Path) -> None:
    campaign(root)
    for arguments in (
        [str(root / "data/units/nowhere.yml")],
        [str(root / "docs")],
        ["--changed-since", "nowhere"],
        ["--changed-since", ""],
        ["--proposed", ""],
        ["--proposed", "main", "--reports", str(root)],
        ["--author", "x"],
    ):
        status, output = run(root, *arguments)
        assert status == 2, arguments
        assert "Traceback" not in output


def test_a_folder_stands_for_what_is_below_it(root: Path) -> None:
    campaign(root, {REPORT: DRAFT, TRANSPORT: "x: [\n", BING: draft("city-bing/highway")})
    for path, checked in (("data/units/city-jia", 2), ("data/units/city-bing", 1), (".", 3), (TRANSPORT, 1)):
        status, output = run(root, str(root / path), "--format", "json")
        assert (status, json.loads(output)["checked"]) == (int("bing" not in path), checked)


def test_reports_from_another_folder(root: Path) -> None:
    campaign(root, {})
    other = fork(root)
    commit(other, {REPORT: FINAL, "data/campaign.yml": "title: x\n"})
    status, output = run(root, "--reports", str(other), "--changed-since", "origin/main", "--format", "json")
    data = json.loads(output)
    assert (status, data["checked"]) == (1, 1)
    assert {found["path"] for found in data["findings"]} == {"data/campaign.yml"}
    assert "change-not-data" in {found["rule"] for found in data["findings"]}


def test_the_lines_shown_are_those_that_were_judged(root: Path) -> None:
    campaign(root, {REPORT: "# 主分支上的\nunit: x\n"})
    made = request(root, {REPORT: DRAFT + "nonsense: 有毛病的一行\n"})
    status, output = run(root, "--changed-since", "main", "--proposed", made)
    assert status == 1
    assert "| nonsense: 有毛病的一行" in output
    assert "主分支上的" not in output
