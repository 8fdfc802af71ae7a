"""The sample site, built once, served at 127.0.0.1 and shown by a headless Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from chromium import MISSING, find
from clerk import Form, Start
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, sync_playwright

TOOL = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are judged by the tests, not printed."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample campaign as a site, built once by the first worker that needs it."""
    folder = tmp_path_factory.getbasetemp()
    root = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "browser"
    with FileLock(f"{root}.lock"):
        if not root.exists():
            shutil.copytree(TOOL / "data", root / "data")
            build(root)
    return root / "site"


def build(root: Path) -> None:
    """Build a campaign's whole site."""
    command = [sys.executable, "-m", "pingyi", "build", "--audience", "internal", "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served, ending in a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find()
    if path is None:
        pytest.fail(MISSING.format("Chromium or Chrome"))
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def form(browser: Browser, address: str) -> Iterator[Start]:
    """A form in a browser of its own; keywords are those of `Browser.new_context`."""
    contexts: list[BrowserContext] = []
    forms: list[Form] = []

    def start(width: int = 1440, **options: object) -> Form:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", **options)
        contexts.append(context)
        forms.append(Form(context.new_page(), address))
        return forms[-1]

    yield start
    assert [form.complaints for form in forms if form.complaints] == []
    for context in contexts:
        context.close()
