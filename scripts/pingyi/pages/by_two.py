"""Many pages made by two processes: a copy of this one, which has all in memory that this has, begins with them at once, and
this one goes on with other work until it needs them. Then both take portions until none is left.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar

PORTION = 25
"""Pages made at a time, so that neither process waits long for the other."""
PORTIONS = 1000
"""Most portions: their numbers fit into any pipe, of which some have room for a page of memory alone."""
ENOUGH = 400
"""From so many on a second process is worth its start."""
NUMBER_BYTES = 4
"""Bytes of a portion's number."""
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
Make = Callable[[Sequence[_Given]], list[_Made]]


def made(make: Make[_Given, _Made], given: Sequence[_Given], copies: ExitStack | None) -> Iterator[_Made]:
    """What `make` makes of all that is given, in order. It must make the same of a part, whatever it made before, and little, for
    all of it is sent at once: pages are written by whoever makes them. When `copies` closes, so does the copy; None: there is none.
    """
    size = max(PORTION, -(-len(given) // PORTIONS))
    portions = [given[start : start + size] for start in range(0, len(given), size)]
    if copies is None or len(given) < ENOUGH or not _can_copy():
        return (each for portion in portions for each in make(portion))
    numbers = _numbers(len(portions), copies)
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    copy = context.Process(target=_work, args=(receiver, sender, make, portions, numbers), daemon=True)
    copy.start()
    sender.close()
    copies.callback(copy.join)
    copies.enter_context(receiver)
    copies.callback(lambda: [*_taken(numbers)])
    return _together(make, portions, numbers, receiver)


def _together(
    make: Make[_Given, _Made], portions: Sequence[Sequence[_Given]], numbers: int, receiver: Connection
) -> Iterator[_Made]:
    own = {number: make(portions[number]) for number in _taken(numbers)}
    found = own | _received(receiver)
    for number, portion in enumerate(portions):
        yield from found[number] if number in found else make(portion)


def _can_copy() -> bool:
    """Elsewhere than on Linux a copy of a process is slow to make, or not safe."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _numbers(count: int, copies: ExitStack) -> int:
    """A pipe full of numbers: whoever takes one from it has it alone, and a killed process holds no lock."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(NUMBER_BYTES, "big") for number in range(count)))
    os.close(writing)
    copies.callback(os.close, reading)
    return reading


def _taken(numbers: int) -> Iterator[int]:
    while found := os.read(numbers, NUMBER_BYTES):
        yield int.from_bytes(found, "big")


def _received(receiver: Connection) -> dict[int, Any]:
    """What the other process made, by portion; nothing if it was killed, or something went wrong there that will go wrong here."""
    try:
        found: dict[int, Any] = receiver.recv()
    except (EOFError, OSError):
        return {}
    return found


def _work(
    receiver: Connection,
    sender: Connection,
    make: Make[_Given, _Made],
    portions: Sequence[Sequence[_Given]],
    numbers: int,
) -> None:
    """What the copy does."""
    receiver.close()
    # Looking for garbage in what both have would copy all of it.
    gc.freeze()
    with suppress(Exception, KeyboardInterrupt), sender:
        sender.send({number: make(portions[number]) for number in _taken(numbers)})
