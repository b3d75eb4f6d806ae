"""The way in: makes sure that text is UTF-8, runs the command, turns errors into exit codes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType


class _Stopped(BaseException):
    """A signal that ends the command; what is under way tidies up behind it."""


def main() -> None:
    """Runs `fupan` and leaves with an exit code of DESIGN's list."""
    _insist_on_utf8()
    _on_signals(_leave)
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(_cancelled(130))
    except _Stopped:
        sys.exit(_cancelled(143))
    except BrokenPipeError:
        # The reader of our output has left (`fupan metrics | head`); that is no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _run() -> None:
    # Imported late: UTF-8 must be sure before anything reads a locale, and signals heard.
    from fupan.cli.app import app
    from fupan.cli.telling import tell_error
    from fupan.cli.usage import run
    from fupan.ground.errors import FupanError

    _on_signals(_stop)
    try:
        sys.exit(run(app))
    except FupanError as error:
        sys.exit(tell_error(error))


def _on_signals(heard: Callable[[int, FrameType | None], None]) -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:  # as under `nohup`
            signal.signal(number, heard)


def _leave(number: int, frame: FrameType | None) -> None:
    """Ends at once: nothing is under way, and a library half loaded would not bear an error."""
    os._exit(_cancelled(130 if number == signal.SIGINT else 143))


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt if number == signal.SIGINT else _Stopped


def _cancelled(code: int) -> int:
    sys.stderr.write("已取消 / Cancelled.\n")
    sys.stderr.flush()
    return code


def _insist_on_utf8() -> None:
    """Starts again in UTF-8 mode where the machine's locale would garble Chinese."""
    if sys.flags.utf8_mode or (
        sys.getfilesystemencoding().lower().replace("-", "") == "utf8"
        and (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    ):
        return
    words = [os.fsencode(word) for word in sys.argv[1:]]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    os.execve(sys.executable, [sys.executable, "-X", "utf8", "-m", "fupan", *words], environment)
