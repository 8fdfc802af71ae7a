"""What a first visit costs: bytes without pictures, largest paint on a slow phone, layout shift. One page of every kind.

Run `make site` first. Slow means four times slower arithmetic, 1.6 Mbit/s down, 150 ms there and back, files compressed as a server would.
Aims: 150 KB, 1.5 s, 0. Only the largest paint depends on the machine; tests assert the rest.
"""

from __future__ import annotations

import gzip
import sys
import threading
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Response, sync_playwright

TOOL = Path(__file__).parents[2]
sys.path.insert(0, str(TOOL / "tests"))
from support.chromium import MISSING, find  # noqa: E402
from support.kinds import PAGES, moved, shifts, weight  # noqa: E402

PACKED = (".html", ".css", ".js", ".svg", ".json")
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
LARGEST = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true}))"""


class Packed(SimpleHTTPRequestHandler):
    """Files as a web server sends them."""

    def log_message(self, *_: object) -> None:
        """Requests are not printed."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.suffix not in PACKED or not path.is_file():
            return super().do_GET()
        content = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(BrokenPipeError):  # the browser left
            self.wfile.write(content)
        return None


def measure(browser: Browser, address: str) -> tuple[int, float, float]:
    """Bytes, seconds to the largest paint, and layout shift of a first visit."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 - a built-in takes no mark
    page.goto(address, wait_until="networkidle")
    paint = page.evaluate(LARGEST) / 1000
    shifted = moved(shifts(page))
    size = sum(map(weight, responses))
    context.close()
    return size, paint, shifted


def main() -> None:
    path = find()
    if path is None:
        sys.exit(MISSING.format("Chromium or Chrome"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Packed, directory=str(TOOL / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"{'page':<22}{'KB':>8}{'paint s':>10}{'shift':>8}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for kind, page in PAGES.items():
            size, paint, shifted = measure(browser, f"http://127.0.0.1:{server.server_port}/{page}")
            print(f"{kind:<22}{size / 1024:>8.1f}{paint:>10.2f}{shifted:>8.3f}", flush=True)
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
