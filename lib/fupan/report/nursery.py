"""A process that has loaded what notebooks load, and from which their kernels are forked.

A forked kernel starts in a moment instead of loading every library anew. Only Linux forks safely
with these libraries; elsewhere, and whenever anything goes wrong, kernels start cold as ever.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

_PATIENCE = 60.0  # seconds until a silent nursery counts as dead
# What every kernel's environment holds, whichever notebook it runs.
ALWAYS = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",
}
IS_SOUND = sys.platform.startswith("linux") and hasattr(os, "pidfd_open")


class Nursery:
    """Forks kernels on request; as a context it is gone afterwards, and with it nothing else."""

    def __init__(self, notebooks: Iterable[Path]) -> None:
        self.modules = sorted(_imported(notebooks))
        self._wire: socket.socket | None = None
        self._process: subprocess.Popen | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Nursery:
        if IS_SOUND and not os.environ.get("FUPAN_COLD"):
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the nursery; kernels that were forked from it must be gone already."""
        with self._lock:
            if self._wire is not None:
                self._wire.close()
                self._wire = None
            if self._process is not None:
                self._process.kill()
                self._process.wait()
                self._process = None

    def fork(self, arguments: list[str], environment: Mapping[str, str], cwd: str) -> Forked | None:
        """A new kernel's process; nothing where there is no nursery (any more)."""
        request = {"arguments": arguments, "environment": dict(environment), "cwd": cwd}
        with self._lock:
            if self._wire is None:
                return None
            try:
                self._wire.sendall(json.dumps(request).encode() + b"\n")
                answer = self._answer()
                return Forked(int(answer))
            except (OSError, ValueError):
                self._wire.close()
                self._wire = None
                return None

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(_PATIENCE)
        command = [sys.executable, "-m", "fupan.report.nursery_child", *self.modules]
        with theirs, contextlib.suppress(OSError):
            self._process = subprocess.Popen(
                command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL,
                env={**os.environ, **ALWAYS}, start_new_session=True,
            )  # fmt: skip
            self._wire = ours

    def _answer(self) -> bytes:
        answer = b""
        while not answer.endswith(b"\n"):
            piece = self._wire.recv(64)
            if not piece:
                raise OSError("the nursery is gone")
            answer += piece
        return answer


class Forked:
    """A forked kernel, with as much of Popen's face as Jupyter looks at.

    It is no child of ours, so its end is heard through a handle on the process itself, which no
    later process with the same number can take.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        try:
            self._handle: int | None = os.pidfd_open(pid)
        except ProcessLookupError:
            self._handle, self.returncode = None, -signal.SIGKILL

    def poll(self) -> int | None:
        if self._handle is not None:
            waiting = select.poll()
            waiting.register(self._handle, select.POLLIN)
            if waiting.poll(0):
                os.close(self._handle)
                self._handle, self.returncode = None, -signal.SIGKILL
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        if self._handle is not None:
            waiting = select.poll()
            waiting.register(self._handle, select.POLLIN)
            if not waiting.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return self.poll()

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _imported(notebooks: Iterable[Path]) -> set[str]:
    """The modules of fupan that the notebooks' cells import: what a nursery had best load."""
    found: set[str] = set()
    for path in notebooks:
        # A notebook that cannot be read is told of when its turn comes.
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    found |= _modules("".join(cell["source"]))
    return {name for name in found if name.split(".")[0] == "fupan"}


def _modules(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found
