"""Whatever is handed in, a report is judged: no exception, known rules, places inside the text, no gap in the words.

160 mutated reports, twenty thousand with PINGYI_FULL=1.
"""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pingyi.check import catalogue
from pingyi.check.catalogue import PLACEHOLDER
from pingyi.check.verdict import Judge, Verdict
from pingyi.contract.assets import CHECKOUT
from pingyi.load.documents import decode, document, own_document
from pingyi.model import Problem
from support.judges import assert_inside, sample_judge
from support.mutations import KEYS, WRONG, places
from support.places import INVALID, VALID
from support.situations import DRAFT, FULL, REPORT, UNIT, write

EXAMPLES = 10_000 if FULL else 80
MEMORY = 300 * 2**20
thorough = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

SEEDS = [
    *sorted(VALID.iterdir()),
    *(CHECKOUT / f"data/units/{unit}.yml" for unit in ("city-ding/county-1", "road-bridge-group", "transport-admin")),
]
SNIPPETS = [
    b"\n", b"\r\n", b"\r", b"  ", b"\t", b": ", b"- ", b"? ", b"{", b"}", b"[", b"]", b"'", b'"', b"|\n", b">\n", b"&a ",
    b"*a", b"!x ", b"---\n", b"...\n", b"#", b"%", b"<<: ", b"\0", b"\x01", b"\x7f", b"\xff", b"\xef\xbb\xbf", b"\xe4\xb8",
    "：".encode(), "\u2028".encode(), "\u200b".encode(), "😀".encode(), b"-1", b"1e9", b"99999999999999999999",
    b"null", b"true", b"~", b"2012-02-30", b"items: ", b"rectification: ", b"final", b"held", b"<b>", b"13800000000",
]  # fmt: skip


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    """A judge whose words are checked for gaps as they are filled in."""

    def strict(template: str, values: dict[str, Any]) -> str:
        for name in PLACEHOLDER.findall(template):
            assert values.get(name) is not None, (template, values)
        return fill(template, values)

    fill = catalogue.fill
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "fill", strict)
        yield sample_judge()


def assert_sound(judge: Judge, raw: bytes) -> Verdict:
    """The verdict on a report, itself found in order; both validators agree on it."""
    verdict = judge.judge(UNIT, REPORT, raw, {})[0]
    text = decode(raw, REPORT)
    for finding in verdict.findings:
        assert finding.rule in judge.catalogue.entries
        assert finding.path == REPORT
        assert all((finding.message, finding.fix))
        assert_inside(
            (finding.line, finding.column), raw.decode(errors="replace") if isinstance(text, Problem) else text
        )
    assert len(set(verdict.findings)) == len(verdict.findings)
    if not isinstance(text, Problem) and (found := document(REPORT, text)[0]):
        assert judge.shape.accepts(found.data) == judge.shape.reference.is_valid(found.data)
    return verdict


# Bytes.


@st.composite
def mutated_bytes(draw: st.DrawFn) -> bytes:
    raw = bytearray(draw(st.sampled_from(SEEDS)).read_bytes())
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 40)))
        match draw(st.sampled_from(["flip", "cut", "insert", "line", "swap"])):
            case "flip" if start < len(raw):
                raw[start] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del raw[start:end]
            case "insert":
                raw[start:start] = draw(st.sampled_from(SNIPPETS))
            case "line":
                lines = bytes(raw).splitlines(keepends=True) or [b""]
                line = start % len(lines)
                raw = bytearray(b"".join([*lines[: line + 1], *lines[line:]]))
            case _:
                raw[start:end] = raw[start:end][::-1]
    return bytes(raw)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of a report that has doubled itself a few times
@thorough
@given(mutated_bytes())
def test_no_bytes_break_the_judge(judge: Judge, raw: bytes) -> None:
    assert_sound(judge, raw)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_the_seeds_are_valid(judge: Judge, seed: Path) -> None:
    unit = own_document(seed.parent, seed.name).data["unit"]
    found = judge.judge(unit, f"data/units/{unit}.yml", seed.read_bytes(), {})[0].findings
    assert {finding.rule for finding in found} <= {"file-missing"}  # their pictures are not given here


# Documents.


@cache
def documents() -> list[Any]:
    return [own_document(path.parent, path.name).data for path in SEEDS]


@st.composite
def mutated_documents(draw: st.DrawFn) -> Any:
    data = copy.deepcopy(draw(st.sampled_from(documents())))
    for _ in range(draw(st.integers(1, 4))):
        found = list(places(data))
        if not found:
            break
        holder, key = found[draw(st.integers(0, len(found) - 1))]
        match draw(st.sampled_from(["drop", "wrong", "wrong", "rename", "nest", "repeat", "add"])):
            case "drop":
                del holder[key]
            case "wrong":
                holder[key] = copy.deepcopy(draw(st.sampled_from(WRONG)))
            case "rename" if isinstance(holder, dict):
                holder[draw(st.sampled_from(KEYS))] = holder.pop(key)
            case "nest":
                holder[key] = draw(st.sampled_from([[holder[key]], {draw(st.sampled_from(KEYS)): holder[key]}]))
            case "repeat" if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[key]))
            case _ if isinstance(holder, dict):
                holder[draw(st.sampled_from(KEYS))] = copy.deepcopy(draw(st.sampled_from(WRONG)))
    return data


@thorough
@given(mutated_documents())
def test_no_document_breaks_the_judge(judge: Judge, data: Any) -> None:
    assert_sound(judge, json.dumps(data, ensure_ascii=False).encode())


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("body", [
    '"results": {"organisation": {"outcome": "held", "ballots": {"valid": 1}, "items": {%s: {"satisfied": 2}}}}',
    '"results": {%s: {"outcome": "held"}}', '"feedback": {"given_on": "2012-02-01", "rectification": {%s: {"id": 1}}}',
    '"sessions": {%s: {"held_on": "2012-01-01"}}', '"contact_points": {%s: {}}', '"cases": {%s: {"pictures": {"x": 1}}}',
    '"sessions": [{"held_on": "2012-01-31", "form": %s, "participants": {%s: 3}, "attended": 2}]', "%s: 1",
])  # fmt: skip
def test_any_key_may_stand_anywhere(judge: Judge, body: str, key: str) -> None:
    parts = body.replace("%s", json.dumps(key, ensure_ascii=False))
    raw = f'{{"unit": "{UNIT}", "status": "draft", "reported_on": "2012-02-07", {parts}}}'.encode()
    assert assert_sound(judge, raw).findings


def test_a_misshapen_date_is_told_once(judge: Judge) -> None:
    """Rules that compare dates have nothing to say of what is no date."""
    for wrong in ("2012-2-7", "2012年2月7日", "2012.02.07", "2012/2/7", "二月七日"):
        found = assert_sound(judge, DRAFT.replace("2012-02-07", wrong).encode()).findings
        assert [finding.rule for finding in found] == ["pattern"]


@pytest.mark.parametrize(("right", "wrong"), [
    ("due_on: 2012-03-20", "due_on: 2012-3-20"), ("due_on: 2012-03-20", "due_on: 三月底"), ("valid: 46,", "valid: 46张,"),
    ("ended_on: 2012-01-18", "ended_on: 1月18日"), ("owner: 运输股", "owner: [运输股]"), ("satisfied: 33", "satisfied: 33票"),
    ("given_on: 2012-02-03", "given_on: 二月三日"), ("status: final", "status: 定稿"), ("total: 20", "total: 二十"),
])  # fmt: skip
def test_a_refused_value_has_one_finding(judge: Judge, right: str, wrong: str) -> None:
    """What fails only because it is left out has the same cause, which is told already."""
    unit = "city-ding/county-1"
    path = f"data/units/{unit}.yml"
    text = (CHECKOUT / path).read_text(encoding="utf-8")
    assert right in text
    before, after = (
        judge.judge(unit, path, text.encode(), {})[0].findings for text in (text, text.replace(right, wrong, 1))
    )
    assert len([finding for finding in after if finding.level == "error"]) == 1, after
    assert {finding.rule for finding in after if finding.level != "error"} <= {finding.rule for finding in before}


# Places.

ORIGINS = [
    (f'{{"unit": "{UNIT}", "status": "draft", "reported_on": "2012-02-07",\n "coverage": {{"members": 330}}}}',
     {("coverage-members", 2, 15)}),
    (DRAFT + "coverage: {organisations: 1, members: 330}\n", {("coverage-members", 4, 30)}),
    (DRAFT + "'coverage':\n  \"members\": 330\n", {("coverage-members", 5, 3)}),
    (DRAFT + "organising:\n  account: |\n    一。\n\n    二。\ncoverage:\n  members: 330\n", {("coverage-members", 10, 3)}),
    (DRAFT + "organising:\n  account: >-\n    来电\n    13800000000\n", {("person-mobile", 5, 3)}),
    (DRAFT + "consultation:\n  ended_on: 2012-01-19\n", {("required", 4, 1)}),
    (DRAFT + "feedback: {given_on: 2012-02-01, rectification: [{id: r1, problem: 甲}]}\n", {("required", 4, 50)}),
    (DRAFT + "contact_points:\n  - name: 甲\n    owner: 书记\n", {("required", 5, 5), ("part-unused", 4, 1)}),
    (f"unit: {UNIT}\nstatus: draft\n", {("required", 1, 1)}),
    (f"# 注\n\nunit: {UNIT}\nstatus: draft\n", {("required", 1, 1), ("required", 3, 1)}),
    (DRAFT + "说明: 1\n", {("unknown-key", 4, 1)}),
    (DRAFT + "sessions:\n- held_on: 2012-01-31\n  form: 会\n- {held_on: 2012-01-31, form: 会}\n",
     {("enum", 6, 3), ("enum", 7, 25)}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "places"), ORIGINS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_findings_point_at_keys_and_missing_ones_at_their_parent(
    judge: Judge, text: str, places: set[tuple[str, int, int]], end: str, mark: str
) -> None:
    found = assert_sound(judge, (mark + text).replace("\n", end).encode()).findings
    assert found
    assert {(finding.rule, finding.line, finding.column) for finding in found} <= places


# Size.

LAUGHS = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40))
HOSTILE = {
    "laughs": (f"a0: &a0 [ha]\n{LAUGHS}\n", "yaml-alias"),
    "deep-flow": ("a: " + "[" * 100_000, "yaml-depth"),
    "deep-block": ("- " * 100_000, "yaml-depth"),
    "deep-keys": ("{a: " * 100_000, "yaml-depth"),
    "thirty-megabytes": (DRAFT + "# 填\n" * (30 * 2**20 // 6), "file-too-large"),
    "wide": (DRAFT + "sessions: [" + "{}, " * 200_000 + "]\n", "yaml-nodes"),
    "less-wide": (DRAFT + "sessions: [" + "{}, " * 19_000 + "]\n", "too-long"),
    "quadratic": (
        DRAFT + "feedback: {given_on: 2012-02-01, rectification: [" + "{id: a}, " * 2000 + "]}\n",
        "too-long",
    ),
    "many-keys": (DRAFT + "".join(f"k{n}: 1\n" for n in range(90_000)), "yaml-nodes"),
    "fewer-keys": (DRAFT + "".join(f"k{n}: 1\n" for n in range(19_000)), "unknown-key"),
    "long-number": (DRAFT + "coverage: {members: " + "9" * 1_000_000 + "}\n", "yaml-integer"),
}
CHILD = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))  # a failure here must not take the machine with it
from click.testing import CliRunner
from pingyi.cli import cli
root, report = map(Path, sys.argv[1:])
for kind, (text, rule) in json.load(sys.stdin).items():
    report.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", "--root", str(root)])
    assert result.exit_code == 1, (kind, result.exit_code, result.exception)
    assert f"[{rule}]" in result.output, kind
    status = Path("/proc/self/status").read_text()
    print(kind, next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_hostile_reports_are_refused_in_little_memory(root: Path) -> None:
    """The child's own peak, not `ru_maxrss`, which a child inherits from the process that starts it."""
    command = [sys.executable, "-c", CHILD, str(root), str(write(root, REPORT, ""))]
    done = subprocess.run(command, input=json.dumps(HOSTILE), check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    peaks = [line.split() for line in done.stdout.splitlines()]
    assert [kind for kind, _ in peaks] == list(HOSTILE)
    assert [(kind, peak) for kind, peak in peaks if int(peak) * 1024 >= MEMORY] == []


def test_every_example_is_judged_alike_by_both_validators(judge: Judge) -> None:
    for example in sorted(INVALID.rglob("*.yml")):
        assert_sound(judge, example.read_bytes())
