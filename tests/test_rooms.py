"""The rooms of the package know only what stands below them, in the order that CONTRIBUTING.md gives.

Each rule is a function on a folder, proved on a miniature package that breaks it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pingyi.contract.assets import CHECKOUT, PACKAGE

BLOCK = re.compile(r"^```rooms\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMES = re.compile(r"[a-z]+(?: \| [a-z]+)*")
HALLWAY = {"__init__", "__main__", "model"}
"""The only modules that stand in no room."""

DATA = {"templates", "__pycache__"}
SIDES = {"__init__", "__main__"}
"""Stems that may stand in every room."""

Arrow = tuple[str, str, str]
"""A file, the room that it stands in, and a room that it imports."""


def order(text: str) -> dict[str, int]:
    """Room to line, counted from the top. Rooms on one line stand beside each other, parted by ` | `."""
    (block,) = BLOCK.findall(text)
    named = [NAMES.match(line) for line in block.splitlines()]
    return {room: number for number, found in enumerate(named) if found for room in found[0].split(" | ")}


def room_of(module: str) -> str:
    """The room of a dotted name `pingyi.room.module`; the hallway has no name but those of its modules."""
    return [*module.split("."), ""][1]


def imported(tree: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    """Dotted names of all that a module imports of ours, within functions and for types alone too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names) if base == package[0] else [base]


def arrows(root: Path) -> Iterator[Arrow]:
    """From each room to each other room that it imports."""
    for path in sorted(root.rglob("*.py")):
        places = path.relative_to(root).parts
        here = places[0].removesuffix(".py")
        package = (root.name, *places[:-1])
        for name in imported(ast.parse(path.read_text(encoding="utf-8")), package):
            there = room_of(name)
            if name.split(".")[0] == root.name and there not in ("", here, *dunders(root)):
                yield path.relative_to(root).as_posix(), here, there


def dunders(root: Path) -> set[str]:
    """Names that `__init__` itself holds, such as the version."""
    tree = ast.parse((root / "__init__.py").read_text(encoding="utf-8"))
    return {target.id for node in ast.walk(tree) if isinstance(node, ast.Assign)
            for target in node.targets if isinstance(target, ast.Name)}  # fmt: skip


def climbing(root: Path, rooms: dict[str, int]) -> list[Arrow]:
    """Imports that go up or sideways. `__main__` stands above everything."""
    rank = {"__main__": -1, **rooms}
    return [arrow for arrow in arrows(root) if rank[arrow[1]] >= rank[arrow[2]]]


def unlisted(root: Path, rooms: dict[str, int]) -> set[str]:
    """Folders that the list lacks, and rooms of the list that are not there."""
    there = {path.name for path in root.iterdir() if path.is_dir()} - DATA
    return there ^ (rooms.keys() - HALLWAY)


def circles(root: Path) -> list[str]:
    """Rooms that can be reached from themselves."""
    known: dict[str, set[str]] = {}
    for _, here, there in arrows(root):
        known.setdefault(here, set()).add(there)
    return sorted(room for room in known if room in reached(room, known))


def reached(room: str, known: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [room]
    while waiting:
        new = known.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def loose(root: Path) -> set[str]:
    """Modules in the hallway that should stand in a room."""
    return {path.stem for path in root.glob("*.py")} - HALLWAY


def twice(root: Path) -> set[str]:
    """Stems of files that occur more than once, apart from the commands."""
    stems = Counter(path.stem for path in root.rglob("*.py") if path.relative_to(root).parts[0] != "cli")
    return {stem for stem, count in stems.items() if count > 1 and stem not in SIDES}


def conspiring(root: Path) -> list[Arrow]:
    """Imports between the two adversaries: whoever hides must not know how it is attacked, nor the other way round."""
    return [arrow for arrow in arrows(root) if {arrow[1], arrow[2]} == {"attack", "disclosure"}]


@pytest.fixture(scope="module")
def rooms() -> dict[str, int]:
    return order((CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8"))


def test_the_list_is_read_from_top_to_bottom(rooms: dict[str, int]) -> None:
    assert [*rooms][:2] + [*rooms][-1:] == ["cli", "site", "model"]
    assert rooms["cli"] < rooms["site"] < rooms["pages"] == rooms["sheets"] < rooms["check"] < rooms["model"]
    assert rooms["disclosure"] == rooms["attack"] < rooms["protect"]
    assert rooms["charts"] == rooms["files"]


def test_every_room_is_listed_and_every_listed_room_is_there(rooms: dict[str, int]) -> None:
    assert unlisted(PACKAGE, rooms) == set()


def test_a_room_imports_only_what_stands_below_it(rooms: dict[str, int]) -> None:
    assert climbing(PACKAGE, rooms) == []


def test_no_room_can_be_reached_from_itself() -> None:
    assert circles(PACKAGE) == []


def test_the_two_adversaries_do_not_know_each_other() -> None:
    assert conspiring(PACKAGE) == []


def test_nothing_stands_in_the_hallway_but_the_nouns() -> None:
    assert loose(PACKAGE) == set()


def test_a_files_name_says_which_it_is() -> None:
    assert twice(PACKAGE) == set()


# The rules on a miniature package: each finds what breaks it, and nothing where nothing does.

LIST = """
```rooms
cli                  prints
pages | sheets       what people read, and print
disclosure | attack  the two adversaries
check                problems
model                the nouns
```
"""
SOUND = {
    "__init__.py": '__version__ = "1"\n',
    "__main__.py": "from pingyi.cli import main\n",
    "model.py": "",
    "cli/__init__.py": "from pingyi import __version__\nfrom pingyi.pages import home\n",
    "cli/home.py": "import json\n\n\ndef run():\n    from pingyi.sheets import table\n",
    "pages/__init__.py": "",
    "pages/home.py": "from . import parts\nfrom pingyi.check import rules\n",
    "pages/parts.py": "",
    "sheets/table.py": "from pingyi import model\nfrom pingyi.pages_of_others import x\n" * 0
    + "from pingyi import model\n",
    "disclosure/hide.py": "from pingyi.check.rules import RULES\n",
    "attack/find.py": "from ..check import rules\n",
    "check/rules.py": "import pingyi.model\n",
    "templates/page.html": "",
}


def package(folder: Path, **changes: str) -> Path:
    """A miniature package that is sound but for these files; a double underscore stands for a slash."""
    root = folder / "pingyi"
    for path, text in {**SOUND, **{f"{name.replace('__', '/')}.py": text for name, text in changes.items()}}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def test_a_sound_package_breaks_no_rule(tmp_path: Path) -> None:
    root = package(tmp_path)
    assert order(LIST) == {
        "cli": 0, "pages": 1, "sheets": 1, "disclosure": 2, "attack": 2, "check": 3, "model": 4,
    }  # fmt: skip
    assert (climbing(root, order(LIST)), unlisted(root, order(LIST))) == ([], set())
    assert (circles(root), loose(root), twice(root), conspiring(root)) == ([], set(), set(), [])
    assert ("cli/home.py", "cli", "sheets") in set(arrows(root))
    assert ("attack/find.py", "attack", "check") in set(arrows(root))


@pytest.mark.parametrize(
    "line",
    [
        "from pingyi.pages import home",
        "from pingyi import pages",
        "import pingyi.pages.home",
        "from ..pages import home",
        "def late():\n    from pingyi.pages.home import page",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pingyi.pages.home import Page",
    ],
    ids=["from-room", "from-package", "import", "relative", "in-a-function", "for-types"],
)
def test_an_import_that_goes_up_or_sideways_is_found_wherever_it_stands(tmp_path: Path, line: str) -> None:
    root = package(tmp_path, check__up=f"{line}\n", sheets__aside=f"{line}\n")
    assert climbing(root, order(LIST)) == [("check/up.py", "check", "pages"), ("sheets/aside.py", "sheets", "pages")]


def test_the_nouns_import_nothing_of_ours(tmp_path: Path) -> None:
    assert climbing(package(tmp_path, model="from pingyi.check import rules\n"), order(LIST)) == [
        ("model.py", "model", "check")
    ]


def test_a_circle_is_found_over_any_number_of_rooms(tmp_path: Path) -> None:
    root = package(tmp_path, check__late="def late():\n    from pingyi.disclosure import hide\n")
    assert circles(root) == ["check", "disclosure"]


@pytest.mark.parametrize(("here", "there"), [("attack", "disclosure"), ("disclosure", "attack")])
def test_adversaries_that_know_each_other_are_found(tmp_path: Path, here: str, there: str) -> None:
    root = package(tmp_path, **{f"{here}__spy": f"from pingyi.{there} import x\n"})
    assert conspiring(root) == [(f"{here}/spy.py", here, there)]


def test_a_loose_module_is_found(tmp_path: Path) -> None:
    assert loose(package(tmp_path, tools="")) == {"tools"}


def test_a_name_that_occurs_twice_is_found(tmp_path: Path) -> None:
    assert twice(package(tmp_path, sheets__parts="")) == {"parts"}


def test_a_room_that_is_not_listed_is_found_and_one_that_is_not_there(tmp_path: Path) -> None:
    listed = order(LIST.replace("check  ", "load   "))
    assert unlisted(package(tmp_path, extra__thing=""), listed) == {"extra", "check", "load"}
