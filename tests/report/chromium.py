"""A real browser for tests, driven through its debugging pipe: no driver, no port, no network."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PROGRAM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
          "--remote-debugging-pipe", "--disable-background-networking")  # fmt: skip


class Page:
    """One page in the browser: what it logged, what it asked for, and what it looks like."""

    def __init__(self, pipe: Pipe, session: str) -> None:
        self.pipe, self.session = pipe, session

    def call(self, method: str, **parameters: object) -> dict:
        return self.pipe.call(method, parameters, self.session)

    def open(self, path: Path, width: int = 1100, height: int = 1200, dark: bool = False) -> None:
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 500)  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.pipe.events.clear()
        self.call("Page.navigate", url=path.resolve().as_uri())
        self.pipe.wait_for("Page.loadEventFired")
        self.run("document.fonts.ready.then(() => new Promise(r => setTimeout(r, 150)))")

    def run(self, script: str) -> object:
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True,
                           returnByValue=True)  # fmt: skip
        return answer["result"].get("value")

    def picture(self, whole: bool = False) -> bytes:
        answer = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        return base64.b64decode(answer["data"])

    @property
    def requests(self) -> list[str]:
        """Every address asked for, other than the page's own file and data inside it."""
        sent = [e["params"]["request"]["url"] for e in self.pipe.events
                if e["method"] == "Network.requestWillBeSent"]  # fmt: skip
        return [url for url in sent[1:] if not url.startswith("data:")]

    @property
    def complaints(self) -> list[str]:
        logged = [e["params"]["entry"]["text"] for e in self.pipe.events
                  if e["method"] == "Log.entryAdded"]  # fmt: skip
        spoken = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        thrown = [str(e["params"]) for e in self.pipe.events if e["method"] in spoken]
        return logged + thrown


class Pipe:
    """The browser's debugging pipe: JSON messages, each ended by a zero byte."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self.to, self.back = to_browser, from_browser
        self.count, self.rest, self.events = 0, b"", []

    def call(self, method: str, parameters: dict, session: str | None = None) -> dict:
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self.count:
            self.events.append(answer)
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        return answer["result"]

    def wait_for(self, event: str, seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while not any(e["method"] == event for e in self.events):
            assert time.monotonic() < until, f"no {event}"
            self.events.append(self._next())

    def _next(self) -> dict:
        while b"\0" not in self.rest:
            piece = os.read(self.back, 1 << 20)
            assert piece, "the browser went away"
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)


@contextlib.contextmanager
def browser() -> Iterator[Page]:
    """A headless Chromium with one empty page; gone afterwards."""
    to_read, to_write = os.pipe()
    back_read, back_write = os.pipe()

    def wire() -> None:
        spare = [os.dup(to_read), os.dup(back_write)]
        os.dup2(spare[0], 3)
        os.dup2(spare[1], 4)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [PROGRAM, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=wire, close_fds=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_read)
        os.close(back_write)
        try:
            pipe = Pipe(to_write, back_read)
            target = pipe.call("Target.createTarget", {"url": "about:blank"})["targetId"]
            attached = pipe.call("Target.attachToTarget", {"targetId": target, "flatten": True})
            yield Page(pipe, attached["sessionId"])
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            os.close(to_write)
            os.close(back_read)
