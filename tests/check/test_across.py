"""What shows only side by side: texts handed in twice, totals typed as own figures; and notes that explain a warning."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingyi.check import nearness
from pingyi.check.across import Beside, copies, totals
from pingyi.check.nearness import ALIKE
from pingyi.check.report_facts import own_counts
from pingyi.check.texts import MIN_LENGTH, PERMUTATIONS, signature, sketches
from pingyi.check.verdict import Verdict
from pingyi.model import Problem
from support.judges import sample_judge

SEEDS = st.integers(0, 10**6)
LENGTHS = st.integers(120, 1500)
FIRST, LAST = 0x4E00, 0x9FA5


def seeded(seed: int = 2012) -> random.Random:
    return random.Random(seed)


def prose(rng: random.Random, length: int) -> str:
    return "".join(chr(rng.randint(FIRST, LAST)) for _ in range(length))


def changed(rng: random.Random, text: str, share: float, *, together: bool) -> str:
    """The text with a share of its characters replaced, in one passage or scattered."""
    number = round(len(text) * share)
    start = rng.randrange(len(text) - number + 1)
    places = range(start, start + number) if together else rng.sample(range(len(text)), number)
    characters = list(text)
    for place in places:
        characters[place] = prose(rng, 1)
    return "".join(characters)


def verdict(text: str, pointer: str = "self_check") -> Verdict:
    case = dict.fromkeys(["actions", "results", "lessons"], "")
    data = (
        {"consultation": {"self_check": text}} if pointer == "self_check" else {"cases": [{"background": text, **case}]}
    )
    return Verdict((), texts=tuple(sketches(data)))


def copied(*texts: str) -> list[Problem]:
    return list(copies(Beside.of({f"unit-{number:05}": verdict(text) for number, text in enumerate(texts)}), {}))


@given(SEEDS, LENGTHS)
def test_the_same_text_is_found_whatever_its_layout(seed: int, length: int) -> None:
    text = prose(seeded(seed), length)
    laid_out = "\n\n".join(text[start : start + 50] for start in range(0, length, 50)) + "\n"
    first, problem = copied(text, f"  {laid_out}")
    assert first.values["path"] == problem.path, "both are asked"
    assert (problem.rule, problem.path) == ("text-copied", "data/units/unit-00001.yml")
    assert problem.values["path"] == "data/units/unit-00000.yml"


@given(SEEDS, LENGTHS, st.booleans())
def test_a_half_changed_text_is_no_copy(seed: int, length: int, together: bool) -> None:
    rng = seeded(seed)
    text = prose(rng, length)
    assert copied(text, changed(rng, text, 0.5, together=together)) == []


@pytest.mark.parametrize("together", [True, False], ids=["one-passage", "scattered"])
def test_a_text_with_a_tenth_changed_is_a_copy(together: bool) -> None:
    rng = seeded()
    texts = [prose(rng, rng.randint(120, 1500)) for _ in range(100)]
    found = sum(bool(copied(text, changed(rng, text, 0.1, together=together))) for text in texts)
    assert found >= 95


def test_a_name_changed_here_and_there_is_a_copy() -> None:
    """What copying looks like: the unit's name replaced, everything else as it was."""
    rng = seeded()
    texts = [prose(rng, 300) for _ in range(100)]
    assert sum(bool(copied(f"东河县{text}", f"西坪县{text}")) for text in texts) >= 95


def test_unrelated_texts_are_no_copies() -> None:
    rng = seeded()
    common = [chr(FIRST + number * 7) for number in range(400)]
    assert copied(*("".join(rng.choices(common, k=400)) for _ in range(300))) == []


def test_short_texts_and_texts_of_another_kind_are_not_compared() -> None:
    rng = seeded()
    short, text = prose(rng, MIN_LENGTH - 1), prose(rng, 200)
    assert copied(short, short) == []
    assert list(copies(Beside.of({"a": verdict(text), "b": verdict(text, "case")}), {})) == []
    assert len(list(copies(Beside.of({"a": verdict(text, "case"), "b": verdict(text, "case")}), {}))) == 2


def test_a_unit_may_say_the_same_twice() -> None:
    sketch = verdict(prose(seeded(), 200), "case").texts[0]
    twice = Verdict((), texts=(sketch, sketch._replace(pointer="/cases/1")))
    assert list(copies(Beside.of({"a": twice}), {})) == []


@pytest.mark.parametrize("units", [500, 2000])
def test_one_text_in_all_units_costs_a_fixed_number_of_comparisons_a_unit(
    units: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = []
    met_twice = nearness._met_twice
    monkeypatch.setattr(nearness, "_met_twice", lambda *given: pairs.append(met_twice(*given)) or pairs[-1])
    same = verdict(prose(seeded(), 300))
    found = list(copies(Beside.of({f"unit-{number:05}": same for number in range(units)}), {}))
    assert len(found) == units
    assert {problem.values["path"] for problem in found[1:]} == {"data/units/unit-00000.yml"}
    assert len(pairs[0][0]) <= nearness.HOLDERS * units


def chained() -> dict[str, Verdict]:
    rng = seeded()
    texts = [prose(rng, 300)]
    texts += [changed(rng, texts[0], 0.02, together=True) for _ in range(30)] + [texts[0]] * 3
    counts = [(1, 2), (3, 4), (4, 6)]
    found = {f"unit-{number:02}": verdict(text) for number, text in enumerate(texts)}
    return found | {unit: Verdict((), own) for unit, own in zip(["a/b", "a/c", "a"], counts, strict=True)}


@given(st.randoms(use_true_random=False))
def test_the_order_of_reports_does_not_matter(rng: random.Random) -> None:
    verdicts = chained()
    units = list(verdicts)
    rng.shuffle(units)
    shuffled = {unit: verdicts[unit] for unit in units}
    assert list(copies(Beside.of(shuffled), {})) == list(copies(Beside.of(verdicts), {}))
    assert sorted(map(repr, totals(Beside.of(shuffled)))) == sorted(map(repr, totals(Beside.of(verdicts))))


@given(st.lists(st.integers(0, 40), max_size=4))
def test_what_parts_give_is_what_all_give(ends: list[int]) -> None:
    whole = chained()
    units = list(whole)
    places = [0, *sorted(ends), len(units)]
    parts = [Beside.of({unit: whole[unit] for unit in units[a:b]}) for a, b in itertools.pairwise(places)]
    together, at_once = Beside.together(parts), Beside.of(whole)
    assert list(copies(together, {})) == list(copies(at_once, {})) != []
    assert list(totals(together)) == list(totals(at_once)) != []


def test_the_findings_are_the_same_from_run_to_run() -> None:
    """Python hashes strings differently in every process."""
    code = f"import runpy; it = runpy.run_path({__file__!r}); print(list(it['copies'](it['Beside'].of(it['chained']()), {{}})))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
    assert b"text-copied" in printed.pop()


def test_a_sketch_is_small_and_a_fixed_function_of_the_text() -> None:
    text = "群众反映冬季除雪不够及时，半夜下的雪要到第二天八点以后才有人推。" * 3
    assert signature(text) == signature(text)
    assert ALIKE <= PERMUTATIONS == len(bytes.fromhex(signature(text)))


# Totals typed as own figures.

BELOW = {"a/b": (3, 1, 0), "a/b/c": (5, 0, 2), "a/b/d": (7, 7, 1), "a/e": (0, 1, 0)}


def looked_at(counts: dict[str, tuple[int, ...]]) -> list[str]:
    return sorted(
        problem.path for problem in totals(Beside.of({unit: Verdict((), own) for unit, own in counts.items()}))
    )


def test_a_total_over_two_levels_is_found() -> None:
    total = tuple(map(sum, zip(*BELOW.values(), strict=True)))
    assert looked_at({**BELOW, "a": total}) == ["data/units/a.yml"]
    assert looked_at({"a": total, **BELOW}) == ["data/units/a.yml"]
    for place in range(3):
        other = tuple(count + (number == place) for number, count in enumerate(total))
        assert looked_at({**BELOW, "a": other}) == []


def test_a_total_on_each_level_is_found_on_the_lower_one() -> None:
    assert looked_at({"a/b/c": (5, 0), "a/b/d": (7, 1), "a/b": (12, 1), "a": (24, 2)}) == [
        "data/units/a.yml",
        "data/units/a/b.yml",
    ]


def test_units_without_figures_and_units_alone_are_not_asked() -> None:
    assert looked_at({"a": (), "a/b": (), "c": (1, 1), "c-d": (1, 1)}) == []


def test_a_unit_with_the_figures_of_its_only_lower_unit_has_no_total() -> None:
    assert looked_at({"a": (12, 0), "a/b": (12, 0)}) == []


@pytest.mark.parametrize("typed", ["甲", "7", 7.5, None, True, []])
def test_what_is_no_count_is_not_added_up(typed: object) -> None:
    campaign = sample_judge().campaign
    subject = campaign.subjects[0]
    items: dict[str, dict[str, object]] = {item.id: {item.grades[0].id: 7} for item in subject.items}
    assert own_counts({"results": {subject.id: {"items": items}}}, campaign)
    items[subject.items[0].id] = {subject.items[0].grades[0].id: typed}
    assert own_counts({"results": {subject.id: {"items": items}}}, campaign) == ()


# Notes.
