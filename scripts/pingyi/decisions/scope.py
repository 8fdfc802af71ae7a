"""What of a report changes, and whether it lies within what was reopened."""

from __future__ import annotations

from collections.abc import Collection, Iterator

ALWAYS = "/revisions"
"""Whoever corrects says why: in every scope."""

AttachedHashes = dict[str, str]
"""SHA-256 of each attached file by its name, as the report gives it."""


def changed_places(before: object, after: object, pointer: str = "") -> Iterator[str]:
    """Pointers to the smallest places in which two values differ; of lists of different length the list."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from changed_places(before.get(key), after.get(key), f"{pointer}/{_escaped(key)}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from changed_places(one, other, f"{pointer}/{place}")
    elif type(before) is not type(after) or before != after:
        yield pointer


def within(pointer: str, scope: Collection[str]) -> bool:
    """Whether a place is one of the scope or lies below one."""
    return any(pointer == opened or pointer.startswith(f"{opened}/") for opened in scope)


def out_of_scope(
    before: tuple[object, AttachedHashes], after: tuple[object, AttachedHashes], scope: Collection[str]
) -> Iterator[str]:
    """Pointers to what changes outside of a scope, and the names of attached files that do.

    A file belongs to the places that name it; one that nobody names to the list of attachments.
    """
    (old, old_files), (new, new_files) = before, after
    yield from (pointer for pointer in changed_places(old, new) if not within(pointer, scope))
    for name in sorted({*old_files, *new_files}):
        if old_files.get(name) != new_files.get(name):
            places = [*naming(old, name), *naming(new, name)] or ["/attachments"]
            if not all(within(place, scope) for place in places):
                yield name


def naming(value: object, name: str, pointer: str = "") -> Iterator[str]:
    """Pointers to the texts that are the name of a file."""
    if value == name:
        yield pointer
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from naming(child, name, f"{pointer}/{_escaped(key)}")
    elif isinstance(value, list):
        for place, child in enumerate(value):
            yield from naming(child, name, f"{pointer}/{place}")


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
