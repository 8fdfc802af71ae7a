"""Options on who works: so many processes, or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from pingyi.campaign.cluster import ClusterError, Meeting, cluster_at
from pingyi.campaign.workers import Processes, Workers
from pingyi.check.catalogue import Catalogue
from pingyi.cli.shared import FAILED, File
from pingyi.contract.schemas import Contract

OPTIONS = (
    click.option("--workers", type=click.IntRange(1), metavar="N", help="How many processes (default: as it pays)."),
    click.option(
        "--cluster", metavar="ADDRESS", help="A Dask scheduler: tls://host:port, or a plain one on this machine."
    ),
    click.option("--cluster-ca", type=File, metavar="FILE", help="Who signs its certificates (default: Dask's own)."),
    click.option("--cluster-cert", type=File, metavar="FILE", help="This machine's certificate (default: Dask's own)."),
    click.option("--cluster-key", type=File, metavar="FILE", help="Its private key (default: Dask's own)."),
    click.option(
        "--cluster-repository",
        metavar="PATH|URL",
        help="Where workers read the repository (default: the path it has here).",
    ),
)


WORKING = ("workers", "cluster", "cluster_ca", "cluster_cert", "cluster_key", "cluster_repository")


def working_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that `working` takes."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@contextmanager
def working(
    *,
    workers: int | None,
    cluster: str | None,
    cluster_ca: Any,
    cluster_cert: Any,
    cluster_key: Any,
    cluster_repository: str | None,
) -> Iterator[Workers | None]:
    """Those who work; None: as it pays. A cluster that cannot be worked on ends the command, which says why."""
    if cluster is None:
        yield Processes(workers) if workers else None
        return
    if workers is not None:
        raise click.UsageError("--workers and --cluster exclude each other")
    try:
        with cluster_at(Meeting(cluster, cluster_ca, cluster_cert, cluster_key, cluster_repository)) as found:
            yield found
    except ClusterError as error:
        click.echo(Catalogue(Contract(None)).word(error.word, **error.values), err=True)
        raise click.exceptions.Exit(FAILED) from error
