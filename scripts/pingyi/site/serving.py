"""The site at a local address, staged and built again when data, docs, templates or schemas change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from mkdocs.livereload import LiveReloadServer

from pingyi import site
from pingyi.campaign.judged import Judged
from pingyi.contract.assets import assets


def serve(root: Path, port: int, restage: Callable[[Path], Judged]) -> None:
    """Serve until interrupted. `restage` reads the campaign and stages its pages for the given site folder."""
    target = root / "build/serve"

    def rebuild() -> None:
        try:
            site.build(root, restage(target))
            site.index(target)
        except click.exceptions.Exit:
            click.echo("not rebuilt", err=True)

    rebuild()
    server = LiveReloadServer(rebuild, host="127.0.0.1", port=port, root=str(target))
    for folder in (root / "data", root / "docs", assets("docs"), assets("schemas")):
        if folder.is_dir():
            server.watch(str(folder))
    click.echo(f"http://127.0.0.1:{port}/ (stop with Ctrl-C)")
    try:
        server.serve()
    except KeyboardInterrupt:
        server.shutdown()
