"""The way in: makes sure that text is UTF-8, runs the command, turns errors into exit codes."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType


def main() -> None:
    """Runs `fupan` and leaves with an exit code of DESIGN's list."""
    _insist_on_utf8()
    signal.signal(signal.SIGTERM, _terminated)
    # Imported late: the check above must come before anything reads a locale.
    from fupan.cli.app import app
    from fupan.cli.telling import tell_error
    from fupan.ground.errors import FupanError

    try:
        app()
    except FupanError as error:
        sys.exit(tell_error(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has left (`fupan metrics | head`); that is no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


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


def _terminated(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
