"""Files of a campaign repository that the tool owns and renews: their last line says so, and whether anybody changed them."""

from __future__ import annotations

import re
from hashlib import sha256

OWNED_MARK = "# pingyi-owned sha256={digest}\n"
MARKED = re.compile(r"# pingyi-owned sha256=([0-9a-f]{64})\n?$")


def marked(text: str) -> str:
    """A file's text with its mark."""
    return text + OWNED_MARK.format(digest=_digest(text))


def is_as_made(text: str) -> bool:
    """Whether a file is as some version of the tool wrote it; line ends aside, which Git may change."""
    text = text.replace("\r\n", "\n")
    found = MARKED.search(text)
    return found is not None and found[1] == _digest(text[: found.start()])


def is_marked(text: str) -> bool:
    """Whether a file's last line says that it is the tool's."""
    return MARKED.search(text.replace("\r\n", "\n")) is not None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
