"""The site at a local address follows changes of the data; a campaign that cannot be read stops nothing."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from support.campaigns import copied
from support.commands import run
from support.places import TOWN

PATIENCE = 120


@pytest.fixture
def served(tmp_path):
    """The root of a campaign that is being served, and a function that fetches its home page."""
    root = tmp_path / "town"
    copied(root, TOWN)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pingyi", "serve", "--root", str(root), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield root, lambda: home(port)
    server.terminate()
    server.wait()


def home(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/index.html", timeout=5) as page:
            return page.read().decode()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return ""


def wait_for(words, fetch):
    """Until the page says the words; the test's patience is no measure of speed."""
    end = time.monotonic() + PATIENCE
    while words not in (page := fetch()) and time.monotonic() < end:
        time.sleep(0.3)
    assert words in page


def test_a_change_shows_and_a_broken_campaign_file_keeps_the_last_site(served):
    root, fetch = served
    campaign = root / "data/campaign.yml"
    wait_for("示例镇便民服务满意度测评", fetch)
    good = campaign.read_text(encoding="utf-8")
    campaign.write_text(good.replace("示例镇便民服务满意度测评", "改过的标题"), encoding="utf-8")
    wait_for("改过的标题", fetch)
    campaign.write_text("id: [\n", encoding="utf-8")
    time.sleep(3)
    assert "改过的标题" in fetch()
    campaign.write_text(good.replace("示例镇便民服务满意度测评", "又改的标题"), encoding="utf-8")
    wait_for("又改的标题", fetch)


def test_a_taken_port_is_said_before_anything_is_built(tmp_path):
    shutil.copytree(TOWN / "data", tmp_path / "data")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = run("serve", "--root", tmp_path, "--port", port)
    assert result.exit_code == 2
    assert f"端口 {port} 已经有别的程序在用" in result.output
    assert not (tmp_path / "build").exists()
