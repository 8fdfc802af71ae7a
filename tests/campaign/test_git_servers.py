"""The hook on real Git servers with users: gitolite over SSH, and git-http-backend behind a web server that knows people.

What the administrator does are the blocks of `docs/guide/server.md`, run as they stand there but for paths and port. Only in
`make test-all`, as root on Debian: packages are installed (`tests/support/git_servers.sh`).
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from pingyi.contract.assets import CHECKOUT
from support.forge import ENVIRONMENT, FINAL, REVISED, Files, campaign, commit, draft, git, put, roster
from support.situations import FULL, REPORT

pytestmark = pytest.mark.skipif(not FULL, reason="installs packages and starts servers: make test-all")

USER = "pingyi-git"
PEOPLE = ("highway-clerk", "transport-clerk", "jia-reviewer", "office-wang", "admin")
TRANSPORT, ROSTER = "data/units/city-jia/transport.yml", "data/roster.csv"
Pushed = subprocess.CompletedProcess[str]
Push = Callable[..., Pushed]


def guide(title: str) -> str:
    """A block of the guide for administrators."""
    text = (CHECKOUT / "docs/guide/server.md").read_text(encoding="utf-8")
    found = re.search(rf'^```\w+ title="{re.escape(title)}"\n(.*?)^```$', text, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def act(script: str, *, user: str | None = None, **variables: str) -> str:
    """Run a block with other values of the variables that it sets."""
    for name, value in variables.items():
        script = re.sub(rf"^{name}=.*$", f"{name}='{value}'", script, flags=re.MULTILINE)
    command = ["sh", "-euc", script] if user is None else ["su", user, "-s", "/bin/sh", "-c", f"set -eu\n{script}"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **variables}, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(port)


@pytest.fixture(scope="module")
def alone() -> Iterator[None]:
    """The machine has one user of that name: workers take turns."""
    with FileLock(Path(tempfile.gettempdir()) / "pingyi-servers.lock"):
        yield


@pytest.fixture(scope="module")
def place(alone: None) -> Iterator[Path]:
    """A folder that other users of the machine may enter, with the packages installed."""
    setup = CHECKOUT / "tests/support/git_servers.sh"
    subprocess.run(["sh", str(setup), sys.executable], check=True, capture_output=True)
    folder = Path(tempfile.mkdtemp(prefix="pingyi-servers-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
    home = Path(f"~{USER}").expanduser()
    subprocess.run(["userdel", "--force", USER], check=True, capture_output=True)
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def tool(place: Path) -> Path:
    """The first step. `make` stands for the installation, which other tests try: the tool runs with our packages."""
    stub = place / "bin/make"
    put(place, {"bin/make": (
        '#!/bin/sh\nmkdir -p "$2/.venv/bin"\n'
        f'printf \'#!/bin/sh\\nPYTHONPATH=%s/scripts exec "{sys.executable}" -m pingyi "$@"\\n\' "$2" >"$2/.venv/bin/pingyi"\n'
        'chmod +x "$2/.venv/bin/pingyi"\n'
    )})  # fmt: skip
    stub.chmod(0o755)
    act(guide("程序"), TOOL=str(place / "tool"), SOURCE=str(CHECKOUT), PATH=f"{stub.parent}:{os.environ['PATH']}")
    return place / "tool"


def story(push: Push, bare: Path, first: Path) -> None:
    """Two clerks, a reviewer, the office and a maintainer, one after the other."""
    clerk = push("highway-clerk", {}, at=first)
    assert "[change-not-allowed]" in clerk.stderr, clerk.stderr
    made = push("admin", {}, at=first)
    assert made.returncode == 0, made.stderr
    steps: list[tuple[str, Files, str]] = [
        ("highway-clerk", {REPORT: REVISED}, ""),
        ("transport-clerk", {REPORT: REVISED + " \n"}, "[change-foreign-unit]"),
        ("transport-clerk", {TRANSPORT: draft("city-jia/transport")}, ""),
        ("jia-reviewer", {TRANSPORT: draft("city-jia/transport") + "# 1\n"}, ""),
        ("jia-reviewer", {ROSTER: roster() + "\n"}, "[change-not-allowed]"),
        ("transport-clerk", {"scripts/pingyi/check/change.py": "x = 1\n"}, "[change-not-allowed]"),
        ("office-wang", {ROSTER: roster() + "\n"}, ""),
        ("office-wang", {"scripts/x.py": ""}, "[change-not-allowed]"),
        ("admin", {"scripts/x.py": ""}, ""),
        ("admin", {TRANSPORT: None}, "[change-foreign-unit]"),
    ]
    for who, files, refused in steps:
        pushed = push(who, files)
        assert (pushed.returncode != 0) is bool(refused), (who, files, pushed.stderr)
        assert refused in pushed.stderr
    received = [line.split() for line in (bare / "pingyi-received.log").read_text().splitlines()]
    assert [line[3] for line in received] == ["admin", *(who for who, _, refused in steps if not refused)]
    assert received[-1][1] == server(bare, "rev-parse", "main")
    for line in received:
        assert server(bare, "notes", "--ref", "pingyi-received", "show", line[1]) == " ".join(line)


def server(bare: Path, *arguments: str) -> str:
    return git(bare, "-c", f"safe.directory={bare}", *arguments)


def first_version(root: Path) -> Path:
    """What the maintainer has prepared."""
    return campaign(root, {REPORT: FINAL})


def pusher(folder: Path, url: Callable[[str], str], variables: Callable[[str], dict[str, str]]) -> Push:
    """Commits files on what main is, and pushes them as somebody."""

    def push(who: str, files: Files, at: Path | None = None) -> Pushed:
        environment = {**os.environ, **ENVIRONMENT, "GIT_TERMINAL_PROMPT": "0", **variables(who)}
        clone = at or folder / f"clone-{time.monotonic_ns()}"
        if at is None:
            subprocess.run(["git", "clone", "--quiet", url(who), str(clone)], env=environment, check=True)
            commit(clone, files)
        git(clone, "config", "remote.origin.url", url(who))
        script = guide("第一个版本")
        return subprocess.run(
            ["sh", "-c", script], cwd=clone, env=environment, capture_output=True, text=True, check=False
        )

    return push


def test_gitolite_over_ssh(root: Path, place: Path, tool: Path) -> None:
    home = Path(f"~{USER}").expanduser()
    keys = place / "keys"
    keys.mkdir()
    for name in (*PEOPLE, "host"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(keys / name)], check=True)
    shutil.copyfile(keys / "admin.pub", place / "admin.pub")
    act(f"cd && gitolite setup -pk {place}/admin.pub", user=USER)
    port = free_port()
    put(place, {"sshd": f"Port {port}\nListenAddress 127.0.0.1\nHostKey {keys}/host\nPidFile none\nUsePAM no\n"
                        "PasswordAuthentication no\nStrictModes no\nAuthorizedKeysFile .ssh/authorized_keys\n"})  # fmt: skip
    Path("/run/sshd").mkdir(exist_ok=True)
    running = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", str(place / "sshd")], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)

        def ssh(who: str) -> dict[str, str]:
            known = (
                "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o IdentitiesOnly=yes"
            )
            return {"GIT_SSH_COMMAND": f"ssh -F none -p {port} -i {keys / who} {known}"}

        def url(_who: str) -> str:
            return f"ssh://{USER}@127.0.0.1/pingyi"

        admin = place / "gitolite-admin"
        environment = {**os.environ, **ENVIRONMENT, **ssh("admin")}
        where = f"ssh://{USER}@127.0.0.1/gitolite-admin"
        subprocess.run(["git", "clone", "--quiet", where, str(admin)], env=environment, check=True)
        conf = (admin / "conf/gitolite.conf").read_text(encoding="utf-8") + "\n" + guide("gitolite.conf")
        commit(
            admin,
            {"conf/gitolite.conf": conf} | {f"keydir/{who}.pub": (keys / f"{who}.pub").read_bytes() for who in PEOPLE},
        )
        subprocess.run(["git", "push", "--quiet"], cwd=admin, env=environment, check=True, capture_output=True)
        bare = home / "repositories/pingyi.git"
        act(guide("版本库"), user=USER, REPO=str(bare), TOOL=str(tool))
        story(pusher(place, url, ssh), bare, first_version(root))
        clone = place / "stranger"
        left_out = subprocess.run(
            ["git", "clone", url(""), str(clone)], env={**environment, **ssh("host")}, capture_output=True, check=False
        )
        assert left_out.returncode != 0
    finally:
        running.terminate()
        running.wait()


def test_git_http_backend_behind_lighttpd(root: Path, place: Path, tool: Path) -> None:
    served, port = place / "srv", free_port()
    served.mkdir()
    lines = []
    for who in PEOPLE:
        hashed = subprocess.run(["openssl", "passwd", "-apr1", f"pw-{who}"], capture_output=True, text=True, check=True)
        lines.append(f"{who}:{hashed.stdout}")
    conf = guide("lighttpd.conf").replace("/srv/git", str(served)).replace("8080", str(port))
    put(served, {"htpasswd": "".join(lines), "conf": conf})
    bare = served / "pingyi.git"
    act(guide("版本库"), REPO=str(bare), TOOL=str(tool))
    running = subprocess.Popen(["/usr/sbin/lighttpd", "-D", "-f", str(served / "conf")])
    try:
        wait_for(port)
        push = pusher(place, lambda who: f"http://{who}:pw-{who}@127.0.0.1:{port}/git/pingyi.git", lambda _who: {})
        story(push, bare, first_version(root))
        nobody = subprocess.run(
            ["git", "ls-remote", f"http://127.0.0.1:{port}/git/pingyi.git"],
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0"}, capture_output=True, check=False,
        )  # fmt: skip
        assert nobody.returncode != 0
        reader = place / "reader"
        git(place, "clone", "--quiet", f"http://admin:pw-admin@127.0.0.1:{port}/git/pingyi.git", str(reader))
        shown = subprocess.run(["sh", "-euc", guide("取记录")], cwd=reader, capture_output=True, text=True, check=True)
        assert shown.stdout.split()[1] == git(bare, "rev-parse", "main")
    finally:
        running.terminate()
        running.wait()
