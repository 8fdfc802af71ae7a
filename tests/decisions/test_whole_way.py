"""One report the whole way in a real repository: handed in, returned, mended, resent, accepted by two levels, reopened at one
field, corrected, accepted again. Every step is a request that the check judges; and the same on a plain server.
"""

from __future__ import annotations

import re
from pathlib import Path

from pingyi.campaign.approving import record
from pingyi.campaign.open import open_campaign
from pingyi.decisions.life import Lives
from pingyi.decisions.sentence import standing_sentence
from support.approvals import DAY, LEVELS, corrected, decided, edited, levels, propose, report
from support.forge import Files
from support.plain_server import Server

UNIT, ABOVE = "library/archive", "library"
PATH = f"data/units/{UNIT}.yml"
RETURN = {"reason": "责任写得不清", "points": {"/feedback/rectification/0/owner": "写到岗位"}}
REOPEN = {"reason": "抽查发现抄反", "scope": ("/results/service/items/attitude",)}
FINAL = report(UNIT).replace("status: draft", "status: final")
MENDED = (
    FINAL.replace("owner: 文献室值班岗", "owner: 文献室早班岗")
    + "revisions:\n  - {date: 2025-10-20, reason: 按审核意见}\n"
)
VAN = {"library/book-van": "延期", "library/children": "正在更正"}


def handed(text: str) -> Files:
    return {PATH: text}


def reversed_votes(text: str, item: str) -> str:
    """The report with the votes on two grades of an item exchanged, and one more correction noted."""
    votes = re.compile(rf"{item}: {{very-good: ([0-9]+), good: ([0-9]+)")
    turned = votes.sub(rf"{item}: {{very-good: \2, good: \1", text)
    assert turned != text
    return turned + "  - {date: 2025-10-20, reason: 票数抄反}\n"


def state(root: Path, unit: str = UNIT) -> tuple[str, str | None]:
    held = record(open_campaign(root, DAY))
    assert held is not None
    life = Lives(held)[unit]
    assert standing_sentence(life, held, None)
    return life.state, life.next


def test_the_whole_way(tmp_path: Path) -> None:
    root = levels(tmp_path / "root")
    assert propose(root, handed(FINAL), "library-clerk")[0] == 0
    assert state(root) == ("submitted", "library")
    status, comment = propose(root, decided(root, UNIT, "returned", **RETURN), "library-reviewer")
    assert (status, "@library-clerk" in comment, "写到岗位" in comment) == (0, True, True)
    assert state(root) == ("returned", UNIT)
    assert propose(root, handed(MENDED), "library-clerk")[0] == 0
    assert state(root) == ("resubmitted", "library")
    assert propose(root, decided(root, UNIT, "accepted"), "library-clerk")[0] == 1
    assert propose(root, decided(root, UNIT, "accepted"), "library-reviewer")[0] == 0
    assert state(root) == ("accepted", "office")
    assert propose(root, handed(reversed_votes(MENDED, "attitude")), "library-clerk")[0] == 1
    # The office left it behind when it accepted the library: it decides on it by itself.
    assert propose(root, decided(root, UNIT, "accepted", "office"), "office-li")[0] == 0
    assert state(root) == ("accepted", None)
    assert propose(root, decided(root, UNIT, "reopened", "library", **REOPEN), "library-reviewer")[0] == 1
    assert propose(root, decided(root, UNIT, "reopened", "office", **REOPEN), "office-li")[0] == 0
    assert state(root) == ("reopened", UNIT)
    assert propose(root, handed(reversed_votes(MENDED, "speed")), "library-clerk")[0] == 1
    assert propose(root, handed(reversed_votes(MENDED, "attitude")), "library-clerk")[0] == 0
    assert state(root) == ("resubmitted", "library")
    assert propose(root, decided(root, UNIT, "accepted"), "library-reviewer")[0] == 0
    assert propose(root, decided(root, UNIT, "accepted", "office"), "office-li")[0] == 0
    assert state(root) == ("accepted", None)
    assert state(root, ABOVE) == ("accepted", None)


def test_a_plain_server_judges_alike(tmp_path: Path) -> None:
    """Who may not decide is refused; of two pushes made on the same main the second is judged on what the first has made."""
    folder = tmp_path / "server"
    folder.mkdir()
    levels(tmp_path / "root")
    server = Server(folder, tmp_path / "root", {"data/roster.csv": (LEVELS / "data/roster.csv").read_text("utf-8")})
    accept = decided(server.mine, "hall/household", "accepted")
    refused = server.push(accept, "hall-clerk")
    assert (refused.returncode == 0, "审核人" in refused.stderr) == (False, True)
    server.again()
    assert server.push({"data/units/hall/household.yml": corrected("hall/household")}, "hall-clerk").returncode == 0
    wrong = server.push(accept, "hall-reviewer")
    assert (wrong.returncode == 0, "decision-report" in wrong.stderr) == (False, True)
    server.again()
    accept = decided(server.mine, "hall/household", "accepted")
    assert server.push(accept, "hall-reviewer").returncode == 0
    assert server.push(edited(accept, "科长", "处长"), "hall-reviewer").returncode != 0
