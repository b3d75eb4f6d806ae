"""Makes the n-th change to a folder fail, in the process that makes a report; for tests.

`SABOTAGE` is `<how>:<n>`: `kill` ends the process outright just before, `fail` refuses that one
change as a full disk does, `full` refuses every write from there on. With `count` each change is
written to `SABOTAGE_LOG`.
"""

import errno
import os
import signal
import sys
from pathlib import Path

_WRITING = os.O_WRONLY | os.O_RDWR
_FREEING = ("os.remove", "os.rmdir")


def _place(event, args):
    """The path that an event changes, or nothing where it only reads."""
    if event == "open":
        path, mode, flags = args
        writes = any(c in mode for c in "wxa+") if isinstance(mode, str) else flags & _WRITING
        return path if writes else None
    if event == "os.rename":
        return args[1]
    return args[0] if event in ("os.mkdir", *_FREEING) else None


def _sabotage(root, how, number, log):
    pid, state = os.getpid(), {"seen": 0, "busy": False}

    def hook(event, args):
        if state["busy"] or os.getpid() != pid:
            return
        path = _place(event, args)
        path = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        if not path.startswith(root):
            return
        state["seen"] += 1
        if how == "count":
            state["busy"] = True
            with Path(log).open("a", encoding="utf-8") as file:
                file.write(f"{event} {path}\n")
            state["busy"] = False
        elif how == "kill" and state["seen"] == number:
            os.kill(pid, signal.SIGKILL)
        elif (how == "fail" and state["seen"] == number) or (
            how == "full" and state["seen"] >= number and event not in _FREEING
        ):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    sys.addaudithook(hook)
    fsync = os.fsync

    def heard_fsync(handle):
        number = handle if isinstance(handle, int) else handle.fileno()
        hook("os.mkdir", (str(Path(f"/proc/self/fd/{number}").readlink()),))
        return fsync(handle)

    os.fsync = heard_fsync


if os.environ.get("SABOTAGE") and any(word.endswith("orders.py") for word in sys.orig_argv):
    _how, _, _number = os.environ["SABOTAGE"].partition(":")
    _sabotage(os.environ["SABOTAGE_ROOT"], _how, int(_number or 0), os.environ.get("SABOTAGE_LOG"))
