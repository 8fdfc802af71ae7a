"""Many pages made by two processes: a copy of this one, which has all in memory that this has, makes every other portion."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from itertools import zip_longest
from multiprocessing.connection import Connection
from typing import TypeVar

PORTION = 25
"""Pages made at a time: few enough that neither process has many in memory."""
ENOUGH = 400
"""From so many on a second process is worth its start."""
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def made(make: Callable[[Sequence[_Given]], list[_Made]], given: Sequence[_Given]) -> Generator[_Made, None, None]:
    """What `make` makes of all that is given, in order; it must make the same of a part, whatever it made before."""
    portions = [given[start : start + PORTION] for start in range(0, len(given), PORTION)]
    if len(given) < ENOUGH or not _can_copy():
        for portion in portions:
            yield from make(portion)
        return
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    copy = context.Process(target=_send, args=(receiver, sender, make, portions[1::2]), daemon=True)
    copy.start()
    sender.close()
    try:
        for own, other in zip_longest(portions[::2], portions[1::2]):
            yield from make(own)
            if other is not None:
                yield from _received(receiver) or make(other)
    finally:
        receiver.close()
        copy.join()


def _can_copy() -> bool:
    """Elsewhere than on Linux a copy of a process is slow to make, or not safe."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _received(receiver: Connection) -> list[_Made]:
    """A portion from the other process, nothing from one that was killed. Raises what was raised there."""
    try:
        found: list[_Made] | Exception = receiver.recv()
    except (EOFError, OSError):
        return []
    if isinstance(found, Exception):
        raise found
    return found


def _send(
    receiver: Connection,
    sender: Connection,
    make: Callable[[Sequence[_Given]], list[_Made]],
    portions: list[Sequence[_Given]],
) -> None:
    # Else a reader that is gone would leave the copy writing to itself.
    receiver.close()
    # Looking for garbage in what both have would copy all of it.
    gc.freeze()
    with suppress(BrokenPipeError):
        try:
            for portion in portions:
                sender.send(make(portion))
        except Exception as error:  # noqa: BLE001 - it is raised again where it is received
            sender.send(error)
