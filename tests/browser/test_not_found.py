"""The page for addresses that are none, of a site below a path that nobody told it, as a forge's pages have it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from support.browser import Quiet


class Fallback(Quiet):
    """A server that answers with the site's own page where there is none."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "some/where/404.html"
        self.send_response(code, message)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.read_bytes())


@pytest.fixture
def below(internal: Path, tmp_path: Path) -> Iterator[str]:
    """Where the sample's site is served below a path."""
    (tmp_path / "some").mkdir()
    (tmp_path / "some/where").symlink_to(internal)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Fallback, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/where/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("asked", ["none.html", "units/city-jia/none.html"])
def test_it_is_dressed_and_leads_back_from_any_depth(browser: Browser, below: str, asked: str) -> None:
    page = browser.new_page()
    answered = page.goto(below + asked)
    assert answered
    assert answered.status == 404
    header = page.locator(".md-header")
    assert header.evaluate("it => getComputedStyle(it).backgroundColor") != "rgba(0, 0, 0, 0)"  # the style sheet came
    links = page.locator("#main-text a").evaluate_all("all => all.map(it => it.href)")
    assert links[0] == f"{below}index.html"
    assert all(link.startswith(below) for link in links)
    page.locator("#main-text a").first.click()
    assert page.url == f"{below}index.html"
    page.close()
