"""Those who work on a Dask cluster: each reads the repository for itself, at one commit, with the same version of the tool.

Messages of a cluster can run code, so they are encrypted (TLS) or stay on this machine. What is sent can be worked out again
on another machine, so a worker that is lost changes nothing.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from pingyi.campaign.checking import tool_fingerprint
from pingyi.load.contents import DATA
from pingyi.load.history import tip
from pingyi.load.source import Commit, Folder, GitError, Source, git

if TYPE_CHECKING:
    from distributed import Client

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

PATIENCE = "30s"
"""How long a scheduler may take to answer."""


class ClusterError(Exception):
    """A cluster that cannot be worked on. `word`: the key of what is said of it in `schemas/rules.yml`."""

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word, values)
        self.word, self.values = word, values

    def __reduce__(self) -> tuple[Callable[..., ClusterError], tuple[str, dict[str, object]]]:
        return _cluster_error, (self.word, self.values)


def _cluster_error(word: str, values: dict[str, object]) -> ClusterError:
    return ClusterError(word, **values)


class Meeting(NamedTuple):
    """Where a scheduler is, the files that TLS takes (else Dask's configuration names them), and from where workers read the
    repository: a path that each of them has, or an address to clone; None: the path that it has here.
    """

    address: str
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    repository: str | None = None


class Cluster:
    """The workers of a cluster that was met."""

    apart = True

    def __init__(self, client: Client, repository: str | None) -> None:
        self.client, self.repository = client, repository

    def source(self, source: Source) -> Source:
        """The same files as workers read them: from a commit, which has to hold what lies here. Raises `ClusterError`."""
        if isinstance(source, Folder):
            source = _committed(source.root)
        if not isinstance(source, Commit):
            raise ClusterError("cluster-no-commit")
        return CommitElsewhere(source.root, source.revision, self.repository)

    def map(self, work: Callable[[_Given], _Made], given: Sequence[_Given]) -> Iterator[_Made]:
        """See `Workers`. The work is sent once to each worker; the scheduler keeps it for those who come later."""
        ready = self.client.submit(_ready, pickle.dumps(work), tool_fingerprint())
        futures = deque(self.client.submit(_do, ready, pickle.dumps(it), pure=False) for it in given)
        while futures:
            yield futures.popleft().result()


@contextmanager
def cluster_at(meeting: Meeting) -> Iterator[Cluster]:
    """The cluster of a scheduler. Raises `ClusterError`."""
    encrypted = is_encrypted(meeting.address)
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and slow to import
        from distributed.security import Security  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ClusterError("cluster-missing") from error
    files = {"tls_ca_file": meeting.ca, "tls_client_cert": meeting.certificate, "tls_client_key": meeting.key}
    named = {name: str(file) for name, file in files.items() if file}
    try:
        security = Security(require_encryption=True, **named) if encrypted else Security()
        client = Client(meeting.address, security=security, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise ClusterError("cluster-unreachable", address=meeting.address, reason=error) from error
    with client:
        yield Cluster(client, meeting.repository)


def is_encrypted(address: str) -> bool:
    """Whether messages to a scheduler are. Raises `ClusterError` where they are not and leave this machine."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme == "tls":
        return True
    if parts.scheme != "tcp" or not _is_loopback(parts.hostname or ""):
        raise ClusterError("cluster-plain", address=address)
    return False


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _committed(root: Path) -> Commit:
    """What is checked out, as a commit. Raises `ClusterError` where the files are not what it holds."""
    plain = ("--porcelain", "-z", "--untracked-files=normal", "--no-renames")
    changed = git(root, "status", *plain, "--", DATA)
    commit = tip(root)
    if changed or not commit:
        raise ClusterError("cluster-uncommitted")
    return Commit(root, commit)


class CommitElsewhere(Commit):
    """A commit that others read from `repository`, where they have it, or a clone of it."""

    def __init__(self, root: Path, revision: str, repository: str | None) -> None:
        super().__init__(root, git(root, "rev-parse", "--verify", "--end-of-options", revision).decode().strip())
        self.repository = repository

    def __reduce__(self) -> tuple[Callable[..., Commit], tuple[Any, ...]]:
        below = self.prefix
        top = str(self.root.resolve()).removesuffix(f"/{below.rstrip('/')}") if below else str(self.root.resolve())
        return opened_elsewhere, (self.repository or top, self.revision, below)


def opened_elsewhere(repository: str, revision: str, prefix: str) -> Commit:
    """The commit in a repository that this machine can read. Raises `ClusterError` where it does not hold just that one."""
    root = Path(repository) if Path(repository).is_dir() else _cloned(repository)
    try:
        there = git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{object}}").decode().strip()
    except GitError as error:
        raise ClusterError("cluster-other-commit", repository=repository, commit=revision[:12], reason=error) from error
    if there != revision:
        raise ClusterError("cluster-other-commit", repository=repository, commit=revision[:12], reason=there)
    return Commit(root, revision, prefix)


@cache
def _cloned(address: str) -> Path:
    """A clone, made once a process."""
    folder = Path(mkdtemp(prefix="pingyi-"))
    try:
        git(folder, "clone", "--quiet", "--bare", "--no-tags", "--", address, str(folder / "clone"))
    except GitError as error:
        raise ClusterError("cluster-no-clone", repository=address, reason=error) from error
    return folder / "clone"


def _ready(work: bytes, fingerprint: str) -> Callable[[Any], Any]:
    """The work, on a machine that does it as the one does that asked."""
    if tool_fingerprint() != fingerprint:
        raise ClusterError("cluster-other-tool")
    found: Callable[[Any], Any] = pickle.loads(work)  # noqa: S301 - whoever may send it may run code here anyway
    return found


def _do(work: Callable[[Any], Any], given: bytes) -> Any:
    return work(pickle.loads(given))  # noqa: S301 - likewise
