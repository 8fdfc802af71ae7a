"""The gate of a plain Git server, with real pushes: who may push what, under which names, on which line of history."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from support.forge import CORRECTED, ENVIRONMENT, FINAL, REVISED, Files, commit, draft, git, roster, wrapper
from support.plain_server import Server
from support.situations import DRAFT, REPORT

ROSTER = "data/roster.csv"
TRANSPORT, BING = "data/units/city-jia/transport.yml", "data/units/city-bing/highway.yml"


@pytest.fixture
def server(root: Path, tmp_path: Path) -> Server:
    return Server(tmp_path, root, {REPORT: FINAL})


def test_a_good_push_is_accepted(server: Server) -> None:
    pushed = server.push({REPORT: REVISED})
    assert pushed.returncode == 0, pushed.stderr
    assert "检查了 1 份报告，没有错误" in pushed.stderr
    assert server.tip == git(server.mine, "rev-parse", "HEAD")


def test_a_bad_push_is_refused_in_words(server: Server) -> None:
    pushed = server.push({REPORT: CORRECTED.replace('"members": 33', '"members": 3300')}, "transport-clerk")
    assert pushed.returncode != 0
    for words in (
        "[change-without-revision]",
        "[change-foreign-unit]",
        "[coverage-members]",
        "改法：",
        "没有接收。请按上面的",
    ):
        assert words in pushed.stderr
    assert server.tip != git(server.mine, "rev-parse", "HEAD")


# Who may push what; every cell of the table is in test_permissions.py.


REFUSED: dict[str, Files] = {
    "change-not-allowed": {
        "scripts/pingyi/check/change.py": "x = 1\n",
        ".gitmodules": '[submodule "x"]\n',
        "docs/guide/faq.md": "x\n",
        ROSTER: roster().replace("transport-clerk", "highway-clerk"),
    },
    "change-foreign-unit": {BING: draft("city-bing/highway")},
}


def test_a_clerk_pushes_nothing_but_his_report(server: Server) -> None:
    tip = server.tip
    refused = server.push({path: text for files in REFUSED.values() for path, text in files.items()}).stderr
    assert [refused.count(f"[{rule}]") for rule in REFUSED] == [3, 1]  # a finding for code, docs and data each
    for path in REFUSED["change-not-allowed"].keys() - {"scripts/pingyi/check/change.py"}:
        assert f"{path}\n" in refused.replace(" ", "")
    assert server.tip == tip


def test_a_clerk_cannot_enrol_himself_and_then_edit(server: Server) -> None:
    server.push({ROSTER: roster().replace("transport-clerk", "highway-clerk")})
    server.again()
    assert "[change-foreign-unit]" in server.push({TRANSPORT: draft("city-jia/transport")}).stderr


def test_the_office_pushes_data_and_docs_and_hears_what_nobody_judged(server: Server) -> None:
    assert server.push({ROSTER: roster() + "\n"}, "office-wang").returncode == 0
    pushed = server.push({"docs/guide/faq.md": "x\n"}, "office-wang")
    assert pushed.returncode == 0
    assert "[change-not-judged]" in pushed.stderr
    assert "[change-not-allowed]" in server.push({"scripts/x.py": ""}, "office-wang").stderr


def test_a_maintainer_pushes_code_and_no_numbers(server: Server) -> None:
    assert server.push({"scripts/x.py": ""}, "admin").returncode == 0
    assert "[change-foreign-unit]" in server.push({TRANSPORT: draft("city-jia/transport")}, "admin").stderr


def test_without_maintainers_nobody_pushes_code(server: Server) -> None:
    git(server.bare, "config", "--unset", "pingyi.maintainers")
    assert "[change-not-allowed]" in server.push({"scripts/x.py": ""}, "admin").stderr


def test_a_team_is_nobody_until_the_administrator_says_who_is_in_it(server: Server, tmp_path: Path) -> None:
    assert "[change-author-unresolved]" in server.push({BING: draft("city-bing/highway")}, "bing").stderr
    members = tmp_path / "members.yml"
    members.write_text("demo/bing-clerks: [Bing]\ndemo/office: [office-wang]\ndemo/bing-reviewers: []\n")
    git(server.bare, "config", "pingyi.members", str(members))
    assert server.send("HEAD:main", author="bing").returncode == 0
    server.push({BING: draft("city-bing/highway") + "# 1\n"}, "stranger")
    assert "[change-foreign-unit]" in server.send("HEAD:main", author="stranger").stderr
    members.write_text("demo/bing-clerks: bing\n")
    assert "读不懂团队成员的文件" in server.send("HEAD:main", author="bing").stderr


@pytest.mark.parametrize("author", ["", "highway clerk", "highway-clerk\nadmin"])
def test_without_an_author_the_gate_stays_shut(server: Server, author: str) -> None:
    pushed = server.push({REPORT: REVISED}, author)
    assert pushed.returncode != 0
    assert "不能接收" in pushed.stderr


def test_two_authors_are_none(server: Server) -> None:
    commit(server.mine, {REPORT: REVISED})
    assert "两个不同的推送人" in server.send("HEAD:main", REMOTE_USER="office-wang").stderr
    assert server.send("HEAD:main", author="", GL_USER="highway-clerk").returncode == 0


# The default branch under every name.


def test_an_alias_of_main_is_main(server: Server) -> None:
    git(server.bare, "symbolic-ref", "refs/heads/alias", "refs/heads/main")
    git(server.bare, "symbolic-ref", "refs/heads/again", "refs/heads/alias")
    tip = server.tip
    for name in ("alias", "again"):
        assert "[change-foreign-unit]" in server.push({BING: draft("city-bing/highway")}, target=name).stderr
        assert "不能删除主分支" in server.send(f":{name}").stderr
        server.again()
    git(server.bare, "symbolic-ref", "HEAD", "refs/heads/again")
    assert "[change-foreign-unit]" in server.push({BING: draft("city-bing/highway")}).stderr
    assert server.tip == tip


def test_other_branches_are_free_and_main_is_not_deleted_rewound_or_doubled(server: Server) -> None:
    git(server.bare, "config", "receive.denyDeleteCurrent", "ignore")
    tip = server.tip
    assert server.push({REPORT: REVISED}).returncode == 0
    later = server.tip
    assert server.push({REPORT: "x: [\n"}, "stranger", "refs/heads/try").returncode == 0
    assert "不能删除主分支" in server.send(":main").stderr
    assert "接着主分支" in server.send(f"+{tip}:main").stderr
    assert "只差大小写" in server.send("HEAD:refs/heads/Main").stderr
    for ref in ("refs/replace/" + tip, "refs/notes/pingyi-received"):
        assert "由服务器自己写" in server.send(f"+HEAD:{ref}").stderr
    assert server.tip == later


def test_only_a_maintainer_makes_main(server: Server, tmp_path: Path) -> None:
    empty = tmp_path / "empty.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch", "main", str(empty))
    shutil.copytree(server.bare / "hooks", empty / "hooks", dirs_exist_ok=True)
    for key in ("command", "maintainers"):
        git(empty, "config", f"pingyi.{key}", git(server.bare, "config", f"pingyi.{key}"))
    git(server.mine, "remote", "set-url", "origin", str(empty))
    assert "[change-not-allowed]" in server.send("HEAD:main", author="office-wang").stderr
    made = server.send("HEAD:main", author="admin")
    assert made.returncode == 0, made.stderr
    assert git(empty, "rev-parse", "main") == server.tip


# History.


def test_a_merge_made_by_hand_hides_nothing(server: Server) -> None:
    base = git(server.mine, "rev-parse", "HEAD")
    hidden = commit(server.mine, {REPORT: CORRECTED})
    crafted = git(server.mine, "commit-tree", "-p", base, "-p", hidden, "-m", "merge", f"{hidden}^{{tree}}")
    git(server.mine, "reset", "--quiet", "--hard", crafted)
    assert "[change-without-revision]" in server.send("HEAD:main").stderr


def test_main_as_second_parent_is_refused(server: Server) -> None:
    """Else the line of first parents, by which days of receipt are told, would be the branch's."""
    git(server.mine, "switch", "--quiet", "--create", "report", "HEAD")
    commit(server.mine, {REPORT: REVISED})
    other = server.clone("other")
    commit(other, {TRANSPORT: draft("city-jia/transport")})
    assert server.send("HEAD:main", author="transport-clerk", at=other).returncode == 0
    git(server.mine, "fetch", "--quiet")
    git(server.mine, "merge", "--quiet", "--no-edit", "origin/main")
    assert "接着主分支" in server.send("HEAD:main").stderr
    git(server.mine, "reset", "--quiet", "--hard", "report~1")
    git(server.mine, "rebase", "--quiet", "origin/main")
    assert server.send("HEAD:main").returncode == 0


def test_what_passes_through_on_the_way_is_refused(server: Server) -> None:
    """A foreign report that is final for one commit would have its day of receipt."""
    commit(server.mine, {TRANSPORT: FINAL})
    commit(server.mine, {TRANSPORT: None, REPORT: REVISED})
    pushed = server.send("HEAD:main")
    assert TRANSPORT in pushed.stderr
    assert "后面又改了回去" in pushed.stderr
    git(server.mine, "reset", "--quiet", "--soft", "origin/HEAD")
    git(server.mine, "commit", "--quiet", "--message", "one")
    assert server.send("HEAD:main").returncode == 0


def test_several_commits_of_one_report_are_one_push(server: Server) -> None:
    commit(server.mine, {REPORT: REVISED})
    assert server.push({REPORT: REVISED + " \n"}).returncode == 0


def test_replaced_objects_are_not_believed(server: Server) -> None:
    good = git(server.mine, "rev-parse", "HEAD")
    commit(server.mine, {BING: draft("city-bing/highway")})
    bad = git(server.mine, "rev-parse", "HEAD")
    git(server.bare, "fetch", "--quiet", str(server.mine), bad)
    git(server.bare, "update-ref", f"refs/replace/{git(server.mine, 'rev-parse', bad + '^{tree}')}", good + "^{tree}")
    assert "[change-foreign-unit]" in server.send("HEAD:main").stderr


# The record of receipt.


def test_receipts_are_logged_and_published(server: Server) -> None:
    tips = [server.tip]
    for number in range(2):
        assert (
            server.push({TRANSPORT: draft("city-jia/transport") + f"# {number}\n"}, "transport-clerk").returncode == 0
        )
        tips.append(server.tip)
    server.push({BING: "x"}, "transport-clerk")
    assert [line[:2] for line in server.log] == [tips[0:2], tips[1:3]]
    for old, new, when, author in server.log:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", when)
        assert (author, server.note(new)) == ("transport-clerk", f"{old} {new} {when} {author}")
    clone = server.clone("reader")
    git(clone, "fetch", "--quiet", "origin", "refs/notes/pingyi-received:refs/notes/pingyi-received")
    assert git(clone, "notes", "--ref", "pingyi-received", "show", "HEAD").split()[1] == server.tip


def test_what_was_logged_and_never_received_is_not_published(server: Server) -> None:
    """A push may end between the hook and the move of main; a line torn by a full disk harms no other."""
    first = server.tip
    failed = commit(server.mine, {REPORT: REVISED})
    log = server.bare / "pingyi-received.log"
    log.write_text(f"{first} {failed} 2001-01-01T00:00:00Z highway-clerk\n{first} 12")
    assert server.push({REPORT: REVISED + " \n"}).returncode == 0
    assert server.note(server.tip).split()[:2] == [first, server.tip]
    assert subprocess.run(["git", "-C", str(server.bare), "notes", "--ref", "pingyi-received", "show", failed],
                          capture_output=True, check=False).returncode != 0  # fmt: skip


def test_a_killed_post_receive_is_made_up_for(server: Server) -> None:
    hook = server.bare / "hooks/post-receive"
    kept = hook.read_bytes()
    hook.write_text("#!/bin/sh\nkill -9 $$\n")
    server.push({TRANSPORT: draft("city-jia/transport")}, "transport-clerk")
    missed = server.tip
    hook.write_bytes(kept)
    server.push({TRANSPORT: draft("city-jia/transport") + "# 1\n"}, "transport-clerk")
    assert [server.note(commit).split()[1] for commit in (missed, server.tip)] == [missed, server.tip]


def test_pushes_at_the_same_time(server: Server) -> None:
    """One wins, the others are told to begin anew; log and notes tell one chain."""
    clones = [server.clone(f"c{number}") for number in range(3)]
    ended: list[int] = []

    def work(number: int) -> None:
        clone = clones[number]
        for _ in range(6):
            git(clone, "fetch", "--quiet")
            git(clone, "reset", "--quiet", "--hard", "origin/main")
            commit(clone, {TRANSPORT: draft("city-jia/transport") + f"# {number}\n"})
            if server.send("HEAD:main", author="transport-clerk", at=clone).returncode == 0:
                ended.append(number)
                return

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == [0, 1, 2]
    tip, chain = server.tip, []
    while (line := server.note(tip) if len(chain) < 3 else "").strip():
        chain.append(line)
        tip = line.split()[0]
    assert len(chain) == 3
    assert all(" ".join(line) in {" ".join(entry) for entry in server.log} for line in (one.split() for one in chain))


def test_a_log_that_cannot_be_written_receives_nothing(server: Server) -> None:
    (server.bare / "pingyi-received.log").mkdir()
    tip = server.tip
    assert server.push({REPORT: REVISED}).returncode != 0
    assert server.tip == tip


# What is not set up.


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("pingyi.command", None, "还没有设置 pingyi.command"),
        ("pingyi.command", "/nowhere/pingyi", "程序没有跑成"),
        ("pingyi.members", "/nowhere/members.yml", "程序没有跑成"),
        ("pingyi.timeout", "0.01", "程序没有跑成"),
    ],
)
def test_a_server_that_is_not_set_up_accepts_nothing(server: Server, key: str, value: str | None, words: str) -> None:
    git(server.bare, "config", *(["--unset", key] if value is None else [key, value]))
    assert words in server.push({REPORT: REVISED}).stderr


def test_a_tool_inside_of_what_it_receives_is_refused(server: Server) -> None:
    checkout = server.clone("checkout")
    git(server.bare, "config", "pingyi.command", str(wrapper(checkout / ".venv/bin/pingyi")))
    assert "自己的检出里" in server.push({REPORT: REVISED}).stderr
    link = server.folder / "bin/link"
    link.symlink_to(checkout / ".venv/bin/pingyi")
    git(server.bare, "config", "pingyi.command", str(link))
    assert "自己的检出里" in server.send("HEAD:main").stderr


def test_a_detached_head_guards_no_branch_and_receives_none(server: Server) -> None:
    git(server.bare, "update-ref", "--no-deref", "HEAD", server.tip)
    (server.bare / "HEAD").write_text(f"{server.tip}\n")
    assert "没有指向主分支" in server.push({REPORT: REVISED}).stderr


def test_the_hook_asks_nothing_of_the_users_own_settings(server: Server, tmp_path: Path) -> None:
    """Colours, pagers and relative paths in somebody's configuration change no verdict."""
    settings = tmp_path / "gitconfig"
    settings.write_text(
        "[color]\n ui = always\n[diff]\n relative = true\n noprefix = true\n external = false\n[log]\n showSignature = true\n"
    )
    commit(server.mine, {REPORT: REVISED})
    environment = {**os.environ, **ENVIRONMENT, "PINGYI_AUTHOR": "highway-clerk", "GIT_CONFIG_GLOBAL": str(settings)}
    pushed = subprocess.run(["git", "-C", str(server.mine), "push", "origin", "HEAD:main"], env=environment,
                            capture_output=True, text=True, check=False)  # fmt: skip
    assert pushed.returncode == 0, pushed.stderr


def test_a_draft_of_ones_own_comes_in(server: Server) -> None:
    assert (
        server.push({TRANSPORT: DRAFT.replace("city-jia/highway", "city-jia/transport")}, "transport-clerk").returncode
        == 0
    )
