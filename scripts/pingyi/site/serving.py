"""The site at a local address, staged and built again when data, docs, templates or schemas change."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from pingyi import site
from pingyi.campaign.judged import Judged
from pingyi.contract.assets import assets

HOST = "127.0.0.1"


class PortTakenError(Exception):
    """Something else already listens where the site was to be shown."""


def serve(root: Path, port: int, restage: Callable[[Path], Judged | None], started: Callable[[str], None]) -> None:
    """Serve until interrupted.

    `restage` reads the campaign and stages its pages for the given site folder; None where it cannot, and the last
    site stays. `started` is told the address. Raises `PortTakenError`, before anything is built.
    """
    _refuse_taken(port)
    target = root / "build/serve"

    def rebuild() -> None:
        if judged := restage(target):
            site.build(root, judged, target)
            site.index(target)

    rebuild()
    server = LiveReloadServer(rebuild, host=HOST, port=port, root=str(target))
    for folder in (root / "data", root / "docs", assets("docs"), assets("schemas")):
        if folder.is_dir():
            server.watch(str(folder))
    started(f"http://{HOST}:{port}/")
    try:
        server.serve()
    except KeyboardInterrupt:
        server.shutdown()


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise PortTakenError(port)
