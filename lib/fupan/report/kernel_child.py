"""What a kernel does first, in its own process: limits on itself, then IPython's kernel.

It runs as `python -m fupan.report.kernel_child -f FILE`, or in a child forked from `nursery`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

MEMORY_ENV = "FUPAN_MEMORY_MB"
_LEAST_MB = 2048


def run(arguments: Sequence[str]) -> None:
    """Becomes a kernel and returns when it is told to end."""
    limit_memory()
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=list(arguments))


def limit_memory() -> None:
    """Lets a cell that wants too much fail with `MemoryError`, rather than starve the machine.

    The limit is `FUPAN_MEMORY_MB`, else three quarters of the machine's memory; only Linux
    counts what a process really asks for, so elsewhere there is none.
    """
    if not sys.platform.startswith("linux"):
        return
    import resource

    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    named = os.environ.get(MEMORY_ENV, "")
    limit = int(named) if named.isdigit() else max(_LEAST_MB, pages * 3 // 4 // 2**20)
    with contextlib.suppress(ValueError, OSError):  # a lower limit of the system's own stays
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (limit * 2**20, hard))


if __name__ == "__main__":
    # As ipykernel_launcher does: nothing in the working folder may stand in for a library.
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]
    run(sys.argv[1:])
