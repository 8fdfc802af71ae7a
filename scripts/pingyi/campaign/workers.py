"""Who does the work on subtrees: this process, several on this machine, or those of a cluster (`campaign.cluster`).

All do the same: a piece of work is a function of what it is given, results come in the order in which they were asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Protocol, TypeVar

from pingyi.load.source import Source

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


class Workers(Protocol):
    """Those who work. `apart`: in other processes, so that what they keep in memory is not here."""

    apart: bool

    def source(self, source: Source) -> Source:
        """The same files, as those can read them who work."""
        ...

    def map(self, work: Callable[[_Given], _Made], given: Sequence[_Given]) -> Iterator[_Made]:
        """`work` of each, in order. Other processes get `work` pickled once, or forked."""
        ...


class Here:
    """The process itself."""

    apart = False

    def source(self, source: Source) -> Source:
        """See `Workers`."""
        return source

    def map(self, work: Callable[[_Given], _Made], given: Sequence[_Given]) -> Iterator[_Made]:
        """See `Workers`."""
        return map(work, given)


class Processes:
    """So many processes on this machine, by default one a processor."""

    apart = True

    def __init__(self, count: int | None = None) -> None:
        self.count = count or os.cpu_count() or 1

    def source(self, source: Source) -> Source:
        """See `Workers`."""
        return source

    def map(self, work: Callable[[_Given], _Made], given: Sequence[_Given]) -> Iterator[_Made]:
        """See `Workers`."""
        if not given:
            return
        with ProcessPoolExecutor(min(self.count, len(given)), initializer=_start, initargs=(work,)) as pool:
            yield from pool.map(_do, given)


_work: list[Callable[[Any], Any]] = []


def _start(work: Callable[[Any], Any]) -> None:
    _work[:] = [work]


def _do(given: Any) -> Any:
    return _work[0](given)


def here_or(workers: Workers | None, count: int, enough: int) -> Workers:
    """Who was asked for; else all processors where `count` pieces are enough to pay for starting more processes."""
    if workers is not None:
        return workers
    return Processes() if count >= enough and (os.cpu_count() or 1) > 1 else Here()
