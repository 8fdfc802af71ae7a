"""The sample's site, served at 127.0.0.1 and shown by a headless Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from support.chromium import MISSING, find
from support.clerk import Form, Start

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are judged by the tests, not printed."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Where a folder is served, ending in a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def address(internal: Path) -> Iterator[str]:
    """Where the sample's site is served."""
    with served(internal) as place:
        yield place


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

    def start(width: int = 1440, **options: Any) -> Form:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", **options)
        contexts.append(context)
        forms.append(Form(context.new_page(), address))
        return forms[-1]

    yield start
    assert [form.complaints for form in forms if form.complaints] == []
    for context in contexts:
        context.close()
