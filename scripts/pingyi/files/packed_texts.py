"""Texts of which there are many, small and alike, each packed by itself (RFC 1950) for a browser to unpack.

Alone each says again what all of them say. So they are packed with a text that some of them make up (a preset dictionary), which
the browser fetches once, by the check sum that each states (scripts/web/src/floor/unpacked.ts).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from zlib import _Compress

COMMON = 8192
"""Characters of such a text, which take 4 to 6 kB packed. With half as many, entries of the search take a tenth more, reports a quarter."""
MOST_OF_ONE = COMMON // 2
"""Of that, what one text may take."""
GOLDEN = 0.618
_Member = TypeVar("_Member")


def in_common(texts: Iterable[str]) -> str:
    """What some texts make up for all that are like them; no more of them are asked for than it takes."""
    found = ""
    for text in texts:
        found += text[:MOST_OF_ONE]
        if len(found) >= COMMON:
            break
    return found[:COMMON]


def spread(members: Sequence[_Member]) -> Iterator[_Member]:
    """All members in an order of which each beginning is spread over the whole: it goes on by the golden section of it."""
    count = len(members)
    step = next(step for step in range(1 + int(count * GOLDEN), 2 * count + 2) if gcd(step, count) == 1)
    return (members[number * step % count] for number in range(count))


def deflated(text: str, common: str = "") -> bytes:
    """A text in half its bytes or less, in a quarter with what such texts have in common."""
    packing = _begun(common).copy()
    return packing.compress(text.encode()) + packing.flush()


def common_name(common: str) -> str:
    """How a text that is packed with this one names it."""
    return f"{zlib.adler32(common.encode()):08x}"


@lru_cache(maxsize=2)
def _begun(common: str) -> _Compress:
    """A copy of what has read it is had sooner than it is read."""
    return zlib.compressobj(6, zdict=common.encode())
