"""Kernels of this very Python, each in a private corner, gone with all its children when done.

Kernels talk over files rather than network ports where the system allows, so that nobody else on
the machine can listen and no port is ever taken.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from fupan.ground.errors import EnvironmentFault, listed
from fupan.ground.language import Text
from fupan.report.nursery import ALWAYS, Nursery

OWN = "python3"


class OwnSpecs(KernelSpecManager):
    """Knows one kernel: the Python that runs the report, whatever else is installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        if kernel_name != OWN:
            raise NoSuchKernel(kernel_name)
        argv = [sys.executable, "-m", "fupan.report.kernel_child", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python", env={})


class Provisioner(LocalProvisioner):
    """Starts a kernel from the nursery, or as Jupyter does where there is none."""

    nursery: Nursery | None = None

    async def launch_kernel(self, cmd: list[str], **options: object) -> dict[str, object]:
        arguments = cmd[cmd.index("-f") :] if "-f" in cmd else []
        forked = None
        if self.nursery is not None and arguments:
            cwd = str(options.get("cwd") or Path.cwd())
            forked = self.nursery.fork(arguments, dict(options.get("env") or os.environ), cwd)
        if forked is None:
            return await super().launch_kernel(cmd, **options)
        self.process = forked
        self.pid = self.pgid = forked.pid
        self.cwd = options.get("cwd")
        return self.connection_info


def check_kernel(named: str | None, notebook: str) -> None:
    """Refuses a notebook that asks for a kernel other than this Python's, before anything runs."""
    if named in (None, "", OWN):
        return
    installed = sorted(KernelSpecManager().find_kernel_specs())
    raise EnvironmentFault(
        Text(
            zh=f"笔记本 {notebook} 要用内核 {named!r}，报告只用 {OWN}；"
            f"请把它的内核改成 {OWN}（已安装：{listed(installed)}）。",
            en=f"Notebook {notebook} asks for kernel {named!r}; reports run on {OWN} alone. "
            f"Set its kernel to {OWN} (installed: {listed(installed)}).",
        )
    )


@contextlib.contextmanager
def kernel(
    environment: Mapping[str, str], nursery: Nursery | None = None
) -> Iterator[tuple[AsyncKernelManager, dict[str, str]]]:
    """A kernel manager, not started yet, and the environment to start it with.

    Its connection file and IPython's profile live in a folder of their own, so that a read-only
    home and the user's start-up scripts make no difference to a report.
    """
    corner = Path(tempfile.mkdtemp(prefix="fupan-"))
    manager = AsyncKernelManager(
        kernel_name=OWN,
        kernel_spec_manager=OwnSpecs(),
        client_class=f"{AsyncKernelClient.__module__}.{AsyncKernelClient.__name__}",
        connection_file=str(corner / "kernel.json"),
    )
    if sys.platform != "win32":
        manager.transport, manager.ip = "ipc", str(corner / "k")
    if nursery is not None:
        manager.provisioner = Provisioner(
            kernel_id=corner.name, kernel_spec=manager.kernel_spec, parent=manager
        )
        manager.provisioner.nursery = nursery
    try:
        yield manager, _environment(environment, corner)
    finally:
        end(process_of(manager))
        shutil.rmtree(corner, ignore_errors=True)


def process_of(manager: AsyncKernelManager) -> int | None:
    """The kernel's process, which on POSIX leads a group of its own."""
    return getattr(manager.provisioner, "pid", None)


@contextlib.contextmanager
def guarded(process: int | None) -> Iterator[None]:
    """Lets a kernel and its children end with this process, even one that is killed outright.

    A shell waits on a pipe that only we hold open; when it closes, the shell ends the group.
    """
    if not process or sys.platform == "win32":
        yield
        return
    last_will = f"read _; kill -KILL -{process} 2>/dev/null"
    guard = subprocess.Popen(["/bin/sh", "-c", last_will], stdin=subprocess.PIPE,
                             start_new_session=True, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        yield
    finally:
        guard.kill()  # first, so that it never ends a group that has our kernel's old number
        guard.communicate()


def end(process: int | None) -> None:
    """Ends a kernel and everything it started."""
    if not process or sys.platform == "win32":
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)


def _environment(given: Mapping[str, str], corner: Path) -> dict[str, str]:
    environment = {
        **os.environ,
        **ALWAYS,
        "FUPAN_LOCKED": "1",  # the shop's database reaches the shop's files alone
        "IPYTHONDIR": str(corner / "ipython"),
        **given,
    }
    if not os.access(Path.home(), os.W_OK):
        environment.setdefault("MPLCONFIGDIR", str(corner / "matplotlib"))
    return environment
