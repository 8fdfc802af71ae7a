"""The wheel that a campaign repository depends on: by its address, or as a file of its own, and always by its SHA-256.

Never by the bare name: in an index anybody may claim it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from pingyi.campaign.guide import START_WORDS

WHEEL_FOLDER = "tool"
WHEEL_NAME = re.compile(r"pingyi-[A-Za-z0-9._+!]+-py3-none-any\.whl")
ADDRESS = re.compile(r"(https://[!-~]+/([^/#]+))#sha256=([0-9a-f]{64})")


class StartError(Exception):
    """What keeps a campaign from being set up, in a sentence of `schemas/start.yml`."""

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(START_WORDS["init"][word].format(**values))


@dataclass(frozen=True, slots=True)
class Pinned:
    """A wheel: what pip is told, its hash, and its bytes where the repository keeps it."""

    requirement: str
    digest: str
    content: bytes | None = None

    @property
    def line(self) -> str:
        """The line of `requirements.txt`."""
        return f"{self.requirement} \\\n    --hash=sha256:{self.digest}\n"

    @property
    def files(self) -> dict[str, bytes]:
        """The wheel below the repository's root, unless it is fetched from its address."""
        return {} if self.content is None else {self.requirement.removeprefix("./"): self.content}


def pinned(wheel: str | None) -> Pinned:
    """A wheel by path or address; by default the one that this very tool was installed from. Raises `StartError`."""
    wheel = wheel or _installed_from()
    if wheel is None:
        raise StartError("no-wheel")
    if "://" in wheel:
        return _by_address(wheel)
    path = Path(wheel)
    if not WHEEL_NAME.fullmatch(path.name):
        raise StartError("bad-wheel", wheel=wheel, why=START_WORDS["init"]["wheel-other"])
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StartError("bad-wheel", wheel=wheel, why=error.strerror) from error
    return Pinned(f"./{WHEEL_FOLDER}/{path.name}", sha256(content).hexdigest(), content)


def _by_address(wheel: str) -> Pinned:
    found = ADDRESS.fullmatch(wheel)
    if not found:
        raise StartError("bad-wheel", wheel=wheel, why=START_WORDS["init"]["wheel-hash"])
    address, name, digest = found.groups()
    if not WHEEL_NAME.fullmatch(unquote(name)):
        raise StartError("bad-wheel", wheel=wheel, why=START_WORDS["init"]["wheel-other"])
    return Pinned(f"pingyi @ {address}", digest)


def _installed_from() -> str | None:
    """What pip was told when this package was installed: PEP 610 keeps it. None for a checkout."""
    try:
        said = distribution("pingyi").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    origin = json.loads(said or "{}")
    digest = origin.get("archive_info", {}).get("hashes", {}).get("sha256")
    if not digest:
        return None
    url = urlsplit(origin["url"])
    return url2pathname(url.path) if url.scheme == "file" else f"{origin['url']}#sha256={digest}"
