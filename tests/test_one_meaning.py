"""One meaning a name: what a module calls its own stands nowhere else in the package, commands apart."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pingyi.contract.assets import PACKAGE

SAME = {
    "pages": "what every module of `pages` offers",
    "files": "path and content of what a module adds to the site",
    "Flags": "an array of truth values; the two adversaries do not know each other",
    "Floats": "an array of numbers, in the attack and in the funnel",
}
"""Names that mean the same wherever they stand, and what."""


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "cli" not in path.relative_to(PACKAGE).parts]


def names(path: Path) -> Iterator[str]:
    """Public names that a module binds at its top, by definition or assignment."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found = [node.name]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found = [
                part.id
                for target in targets
                for part in ast.walk(target)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            ]
        else:
            found = []
        yield from (name for name in found if not name.startswith("_"))


def test_no_public_name_stands_for_two_things() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        for name in set(names(path)):
            homes[name].append(path.relative_to(PACKAGE).as_posix())
    twice = {name: found for name, found in homes.items() if len(found) > 1}
    assert {name: found for name, found in twice.items() if name not in SAME} == {}
    assert SAME.keys() <= twice.keys(), "an exception that nothing needs any more"


def test_no_two_modules_have_the_same_file_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        if path.stem != "__init__":
            homes[path.stem].append(path.relative_to(PACKAGE).as_posix())
    assert {stem: found for stem, found in homes.items() if len(found) > 1} == {}
