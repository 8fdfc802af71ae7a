"""Fixtures that tests of every room share."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import settings

from pingyi.check.catalogue import Catalogue
from pingyi.contract.assets import CHECKOUT
from pingyi.contract.schemas import Contract
from pingyi.load.documents import read_document
from pingyi.load.source import Folder
from support.approvals import approve_no_more
from support.situations import FULL

pytest_plugins = ["support.browser", "support.sites", "support.wheel"]

# Tests start the tool some hundred times: what one process compiles the others read, even where a machine keeps none of it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Nothing that the tests work out is kept where people's own runs look, and nothing of theirs is believed. Workers inherit
# the folder of the process that starts them: what one has judged or printed the other need not.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["PINGYI_CACHE"] = mkdtemp(prefix="pingyi-cache-")
    atexit.register(shutil.rmtree, os.environ["PINGYI_CACHE"], ignore_errors=True)


def pytest_xdist_auto_num_workers() -> int:
    """As many as there are processors. While one waits for a browser or for Git, that is who works, and so do the linters."""
    return os.cpu_count() or 1


def pytest_collection_finish() -> None:
    """Some hundred thousand objects of collected tests are no garbage: looking them through took an eighth of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


SAMPLE = ("data/campaign.yml", "data/roster.csv")

settings.register_profile("quick", max_examples=60, derandomize=True, deadline=None)
settings.register_profile("full", max_examples=5000, deadline=None)
settings.load_profile("full" if FULL else "quick")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A campaign with the sample's conventions and roster, where merging is acceptance, and no report."""
    folder = tmp_path / "root"
    (folder / "data").mkdir(parents=True)
    for name in SAMPLE:
        shutil.copyfile(CHECKOUT / name, folder / name)
    approve_no_more(folder)
    return folder


@pytest.fixture(scope="session")
def contract() -> Contract:
    """The contract with the sample campaign's words."""
    document, problems = read_document(Folder(CHECKOUT), SAMPLE[0])
    assert document is not None, problems
    return Contract(document.data)


@pytest.fixture(scope="session")
def catalogue(contract: Contract) -> Catalogue:
    return Catalogue(contract)
