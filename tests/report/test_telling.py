"""Messages are sent for real, to a server of our own; apprise is an optional extra."""

import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fupan.ground.errors import EnvironmentFault
from fupan.report import message

SECRET = "SECRETtoken0123456789"
# Kinds that DESIGN promises, as apprise spells their addresses.
KINDS = [
    f"dingtalk://{SECRET}", f"feishu://{SECRET}", f"wecombot://{SECRET}",
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/", "mailto://user:pass@example.com",
]  # fmt: skip


@pytest.fixture
def server():
    """A server that keeps what it is told; addresses under /broken are refused."""
    heard = []

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers.get("Content-Length", 0))
            heard.append((self.path, json.loads(self.rfile.read(length))))
            self.send_response(500 if "broken" in self.path else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    served = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{served.server_port}", heard
    served.shutdown()


@pytest.fixture
def report(tmp_path):
    """A report as the message reads it, of a shop that would like to be a link."""
    title = {"zh": "<https://x.example|点我> @all", "en": "[x](javascript:1)"}
    finding = {
        "id": "a", "notebook": "01", "kind": "change", "metric": "gmv", "subject_kind": "shop",
        "subject": "s", "statement": "访客 <script>alert(1)</script> 13800138000 少了",
        "unit": "money", "value": 1, "impact": -1000.0, "evidence": [],
        "action": None, "caveat": None,
    }  # fmt: skip
    (tmp_path / "findings.json").write_text(
        json.dumps({"month": "2026-10", "currency": "CNY", "findings": [finding]}), "utf-8"
    )
    (tmp_path / "manifest.json").write_text(
        json.dumps({"shop_title": title, "notebooks": {"01": {"status": "ok"}}}), "utf-8"
    )
    return tmp_path


def test_a_message_arrives_with_nothing_in_it_that_a_chat_acts_upon(server, report, monkeypatch):
    pytest.importorskip("apprise", reason="needs the extra fupan[tell]")
    address, heard = server
    monkeypatch.setenv(message.ENV, f"{address}/hook?+X-Token={SECRET}")
    assert message.tell("s", report, "zh") == 1
    told = heard[0][1]["title"] + heard[0][1]["message"]
    assert "少了" in told
    assert not [mark for mark in ("<", ">", "@", "](", "https://", "13800138000") if mark in told]
    assert SECRET not in told


def test_a_refused_message_is_told_without_its_address(server, report, monkeypatch, capfd, caplog):
    pytest.importorskip("apprise", reason="needs the extra fupan[tell]")
    caplog.set_level(logging.DEBUG)
    for address in (
        f"{server[0]}/broken/{SECRET}",
        f"nosuch://{SECRET}",
        f"json://127.0.0.1:1/{SECRET}",
    ):
        monkeypatch.setenv(message.ENV, address)
        with pytest.raises(EnvironmentFault) as fault:
            message.tell("s", report, "zh")
        assert SECRET not in str(fault.value)
        assert SECRET not in str(fault.value.__cause__)
    out, err = capfd.readouterr()
    shown = [r.getMessage() for r in caplog.records if r.levelno > logging.DEBUG]
    assert SECRET not in out + err + "".join(shown)


@pytest.mark.parametrize("address", KINDS)
def test_each_promised_channel_is_one_that_apprise_knows(address):
    apprise = pytest.importorskip("apprise", reason="needs the extra fupan[tell]")
    assert apprise.Apprise().add(address)


def test_without_the_extra_the_message_itself_is_inert(report):
    title, text = message.message(report, "zh")
    assert "<" not in title + text
    assert "@" not in title + text
