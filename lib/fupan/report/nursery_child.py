"""The nursery's own process: loads libraries once, then forks a kernel for each request.

It ends when the other side of its standard input does, so it never outlives the run.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

# What every notebook comes to load by itself, a moment later than its imports.
_ALWAYS = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.interactiveshell", "pandas",
    "pyarrow.parquet", "deltalake", "duckdb", "ibis.backends.duckdb", "matplotlib.pyplot",
    "matplotlib.backends.backend_agg", "fupan.store.shop", "fupan.metrics.catalogue",
    "fupan.metrics.measuring", "fupan.metrics.comparing", "fupan.report.page",
    "fupan.report.tray", "fupan.report.kernel_child",
)  # fmt: skip


def main(modules: list[str]) -> None:
    """Loads, then serves one request per line until nobody asks any more."""
    for name in (*_ALWAYS, *modules):
        # A name may be no module, or a notebook's own fault: its kernel will say so.
        with contextlib.suppress(Exception):
            import_module(name)
    gc.collect()
    gc.freeze()  # children share these pages as long as nobody writes into them
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the children
    wire = socket.socket(fileno=os.dup(0))
    with wire, wire.makefile("r", encoding="utf-8") as requests:
        for line in requests:
            child = os.fork()
            if not child:
                _become_kernel(json.loads(line), wire)
            wire.sendall(b"%d\n" % child)


def _become_kernel(request: dict, wire: socket.socket) -> NoReturn:
    """Leaves everything of the nursery behind and runs a kernel to its end."""
    parent = os.getppid()
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.close(wire.fileno())
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    os.close(nothing)
    os.environ.clear()
    os.environ.update(request["environment"])
    code = 1
    try:
        os.chdir(request["cwd"])
        from fupan.report.kernel_child import run

        run([*request["arguments"], f"--IPKernelApp.parent_handle={parent}"])
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    if sys.path[0] in ("", str(Path.cwd())):
        del sys.path[0]
    main(sys.argv[1:])
