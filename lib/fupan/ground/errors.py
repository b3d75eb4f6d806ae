"""One family of errors; each says what is wrong, where, and what to do, in both languages.

The exit code of the command line is a field of the class, so a failure is named once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from fupan.ground.language import Text


class FupanError(Exception):
    """Anything fupan refuses to do, with a sentence that the user can act on."""

    exit_code = 1

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return self.text()


class WrongUse(FupanError):
    """The call's own words are wrong: an unknown name, a mistyped value."""

    exit_code = 2


class DataMissing(FupanError):
    """What was asked for is not there: no shop, no month, no table, no file."""

    exit_code = 3


class DataInvalid(FupanError):
    """The data are there and break the contract."""

    exit_code = 4


class NotebookFailed(FupanError):
    """A notebook did not run to its end."""

    exit_code = 5


class TimedOut(FupanError):
    """A limit on time was reached."""

    exit_code = 6


class Locked(FupanError):
    """Somebody else is at work on the same thing."""

    exit_code = 7


class EnvironmentFault(FupanError):
    """The machine does not allow it: disk, rights, kernel."""

    exit_code = 8


class PublishRefused(FupanError):
    """Publishing would break privacy or safety."""

    exit_code = 9


class Cancelled(FupanError):
    """The user or the system ended the run."""

    exit_code = 130


def nearest(name: str, names: Iterable[str], count: int = 1) -> list[str]:
    """The names most like `name`, best first; empty when nothing is near."""
    by_fold = {}
    for known in names:
        by_fold.setdefault(known.casefold(), known)
    found = difflib.get_close_matches(name.casefold(), by_fold, n=count, cutoff=0.5)
    return [by_fold[f] for f in found]


def suggestion(name: str, names: Iterable[str]) -> Text:
    """ "Did you mean …?", or nothing when no known name is near."""
    found = nearest(name, names)
    if not found:
        return Text(zh="", en="")
    return Text(zh=f"是不是 {found[0]!r}？", en=f" Did you mean {found[0]!r}?")


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names in a row for an error, cut with a count where they are many."""
    names = list(names)
    tail = f", … (+{len(names) - most})" if len(names) > most else ""
    return ", ".join(names[:most]) + tail
