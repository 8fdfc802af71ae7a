"""What is proposed, by whom, and to whom its files belong: the ground of all rules of change scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pingyi.check.deciding import Deciding
from pingyi.check.permissions import Answer, FilesRow, Person, files_of, named_on_roster
from pingyi.load.changes import Change
from pingyi.load.contents import CAMPAIGN, DECISION_SUFFIX, DECISIONS, UNITS, unit_of
from pingyi.load.documents import FILES_SUFFIX
from pingyi.load.releases import COUNTED, RELEASES
from pingyi.load.roster import ROSTER
from pingyi.model import ROOT, Data, Unit

Reader = Callable[[str], Data | None]
"""The data of a report by path; None where there is none or it cannot be read."""

DERIVED = {"schemas/vocabulary.schema.json": CAMPAIGN, ".github/CODEOWNERS": ROSTER}
"""Path of each derived file to the file that it comes from."""

TOOL_FOLDERS = ("scripts/", "schemas/")


@dataclass(frozen=True)
class Proposal:
    """What is proposed, by whom, and the reports as they are and as they would be.

    `person`: None where nobody says who proposes. `released`: names of the releases that there are. `verified`: what is
    wrong with each new release that was made again, in sentences. `generated`: path of each derived file that is as it must be.
    `founding`: there is no campaign that could be opened yet, or no longer. `queued`: several requests together, as a merge
    queue is about to make them main. `deciding`: what is decided and which reports change, where the campaign approves level
    by level.
    """

    changes: Sequence[Change]
    person: Person | None
    roster: Mapping[str, Unit]
    before: Reader
    after: Reader
    released: frozenset[str] = frozenset()
    verified: Mapping[str, Sequence[str]] = field(default_factory=dict)
    generated: frozenset[str] = frozenset()
    founding: bool = False
    queued: bool = False
    deciding: Deciding | None = None

    @cached_property
    def units(self) -> dict[str, list[Change]]:
        """The changes of reports and attached files by unit."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            if is_data(change.path):
                found.setdefault(unit_of(change.path), []).append(change)
        return found

    @cached_property
    def corrected(self) -> list[tuple[str, Data, Data]]:
        """Path, former and proposed data of each report that was there and still is, itself or its attached files changed."""
        paths = [f"{UNITS}/{unit}.yml" for unit in self.units]
        both = ((path, self.before(path), self.after(path)) for path in paths)
        return [(path, before, after) for path, before, after in both if before is not None and after is not None]

    @cached_property
    def by_tool(self) -> bool:
        """Whether the tool changes, too: then derived files may be another tool's."""
        return any(change.path.startswith(TOOL_FOLDERS) and change.path not in DERIVED for change in self.changes)

    @property
    def reviewed(self) -> bool:
        """Whether somebody looks at the proposal after the check: on a forge, but not where a push is the merge."""
        return self.person is None or self.person.maintainers is None

    def may(self, path: str) -> Answer:
        """Whether the person may change a file; yes where nobody says who he is. A file that is generated can be judged."""
        if self.person is None:
            return "yes"
        if self.founding and self.person.has("maintainer", ROOT) == "yes":
            return "yes"
        if self.founding and self.reviewed and not named_on_roster("office", ROOT, self.roster):
            return "unknown"
        return self.person.may(self.row(path), owner(path))

    def row(self, path: str) -> FilesRow:
        """The row of the table for a file: a derived one that is not as the campaign makes it is the tool's."""
        found = files_of(path)
        return files_of("") if found.id == "generated" and path not in self.generated else found


def is_data(path: str) -> bool:
    """Whether a path is a report's or an attached file's, or stands where one should."""
    return path.startswith(f"{UNITS}/") and not path.endswith("/.gitkeep")


def is_report(path: str) -> bool:
    return is_data(path) and path.endswith(".yml") and f"{FILES_SUFFIX}/" not in path


def owner(path: str) -> str:
    """The unit whose file or decision a path is; `ROOT` for all other files."""
    if is_data(path):
        return unit_of(path)
    decision = path.startswith(f"{DECISIONS}/") and f"{DECISION_SUFFIX}/" in path
    return path.removeprefix(f"{DECISIONS}/").split(f"{DECISION_SUFFIX}/", 1)[0] if decision else ROOT


def release_of(path: str) -> str:
    """The name of the release that a file is of, its list of what counted included; empty where it is of none."""
    name = path.removeprefix(f"{RELEASES}/").partition("/")[0].removesuffix(COUNTED)
    return name if path.startswith(f"{RELEASES}/") else ""
