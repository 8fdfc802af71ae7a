"""What happens in a small town while its campaign goes on, one act after the other."""

from __future__ import annotations

from collections.abc import Callable

from support.small_towns import ITEMS, Town


def late(town: Town) -> None:
    for unit in town.rng.sample(sorted(town.units), 3):
        if unit not in town.reports:
            town.put_report(unit)


def correct(town: Town) -> None:
    if town.reports:
        town.put_report(town.rng.choice(sorted(town.reports)))


def spoil(town: Town) -> None:
    """A correction that makes the report wrong: it does not count until it is mended."""
    if town.reports:
        town.put_report(town.rng.choice(sorted(town.reports)), reported_on="2025-02-31")


def withdraw(town: Town) -> None:
    if town.reports:
        town.withdraw(town.rng.choice(sorted(town.reports)))


def close(town: Town) -> None:
    row = town.units[town.rng.choice(sorted(town.units))]
    row |= town.rng.choice([{"closed": town.today.isoformat()}, {"exempt": "停用"}, {"closed": "", "exempt": ""}])
    town.put_roster()


def join(town: Town) -> None:
    above = town.rng.choice(["hall/", "library/", "", "hall/desk/"])
    town.add(unit := f"{above}new-{len(town.units)}")
    town.put_roster()
    town.put_report(unit)


def drop(town: Town) -> None:
    """A row without anything below it goes; what it reported stays behind."""
    del town.units[town.rng.choice(leaves(town))]
    town.put_roster()


def rename(town: Town) -> None:
    """Another id at the same place."""
    unit = town.rng.choice(leaves(town))
    above, slash, _ = unit.rpartition("/")
    town.move(unit, f"{above}{slash}renamed-{town.rng.randrange(10**6)}")


def move(town: Town) -> None:
    """Another place in the tree."""
    unit = town.rng.choice(leaves(town))
    above = town.rng.choice([place for place in ("hall/", "library/", "") if unit.rpartition("/")[0] != place[:-1]])
    town.move(unit, f"{above}moved-{town.rng.randrange(10**6)}")


def leaves(town: Town) -> list[str]:
    return [unit for unit in sorted(town.units) if not any(other.startswith(f"{unit}/") for other in town.units)]


def regroup(town: Town) -> None:
    """Another category."""
    row = town.units[town.rng.choice(sorted(town.units))]
    row["category"] = "venue" if row["category"] == "window" else "window"
    town.put_roster()


def tighten(town: Town) -> None:
    town.policy |= {"threshold": town.rng.choice([5, 10, 20]), "attribute": town.rng.choice(["merge", "allow"])}
    town.put_campaign()


def ask_otherwise(town: Town) -> None:
    """Other items; most units fill in the new ones, the others' reports are wrong from now on."""
    town.items = town.rng.sample(sorted(ITEMS), town.rng.randint(1, 3))
    town.put_campaign()
    for unit in sorted(town.reports):
        if town.rng.random() < 0.8:
            town.put_report(unit)


ACTS: list[Callable[[Town], None]] = [
    *[late] * 4, *[correct] * 3, spoil, withdraw, close, join, drop, rename, move, regroup, tighten, ask_otherwise,
]  # fmt: skip
