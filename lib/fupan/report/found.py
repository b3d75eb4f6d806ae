"""One thing that `doctor` looked at, and what to do where it is amiss."""

from __future__ import annotations

from dataclasses import dataclass

from fupan.ground.language import Text

OK, ADVICE, FAULT = "ok", "advice", "fault"


@dataclass(frozen=True)
class Found:
    """One thing looked at: its state, what was found, and what to do about it."""

    name: Text
    state: str
    what: Text
    mend: Text | None = None
