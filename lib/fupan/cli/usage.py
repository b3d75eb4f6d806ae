"""Wrong use of the command line, told in the user's language; Typer itself knows English alone."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from itertools import pairwise

import typer

from fupan.ground.errors import WrongUse, suggestion
from fupan.ground.language import LANGS, Text, speak

# Typer keeps its own copy of click; the class that all mistakes of use share is this one's base.
UsageError: type[Exception] = typer.BadParameter.__bases__[0]
_WANTED = {"valid integer": Text("一个整数", "a whole number"),
           "valid number": Text("一个数", "a number"),
           "greater than or equal to 1": Text("不小于 1 的整数", "a whole number of 1 or more"),
           }  # fmt: skip
_NAMED = re.compile(r"['(]([^')]+)[')]")


def run(app: Callable[..., object]) -> int:
    """Runs the command line; a mistake of use is raised as one of ours."""
    try:
        code = app(standalone_mode=False)
    except UsageError as mistake:
        if type(mistake).__name__ == "NoArgsIsHelpError":
            mistake.show()
            return WrongUse.exit_code
        _speak_as_asked()
        raise WrongUse(_told(mistake)) from mistake
    return code if isinstance(code, int) else 0


def _speak_as_asked() -> None:
    """The language of `--lang`, which was not read yet when the mistake was found."""
    words = " ".join(sys.argv[1:]).replace("--lang=", "--lang ").split()
    asked = [then for word, then in pairwise(words) if word == "--lang"]
    if asked and asked[0] in LANGS:
        speak(asked[0])


def _told(mistake: Exception) -> Text:
    said, context = str(mistake.format_message()), getattr(mistake, "ctx", None)
    command = context.command_path if context else "fupan"
    text = _what(mistake, said)
    return Text(zh=f"{text.zh}用法见 `{command} --help`。", en=f"{text.en} See `{command} --help`.")


def _what(mistake: Exception, said: str) -> Text:
    kind, named = type(mistake).__name__, _NAMED.findall(said)
    name = named[-1] if "unexpected extra" in said else next(iter(named), "")
    if kind == "NoSuchOption":
        option = mistake.option_name
        hint = suggestion(option, mistake.possibilities or [])
        return Text(f"没有选项 {option}。{hint.zh}", f"There is no option {option}.{hint.en}")
    if kind == "MissingParameter":
        return Text(f"缺少 {name}。", f"{name} is missing.")
    if kind == "BadOptionUsage":
        option = mistake.option_name
        if "not take a value" in said:
            return Text(f"选项 {option} 后面不写值。", f"Option {option} takes no value.")
        return Text(f"选项 {option} 后面要写一个值。", f"Option {option} takes a value.")
    if kind == "BadParameter":
        wanted = next((words for phrase, words in _WANTED.items() if phrase in said), None)
        if wanted:
            return Text(f"{name} 要的是{wanted.zh}。", f"{name} takes {wanted.en}.")
    if said.startswith("No such command"):
        hint = suggestion(name, _commands(mistake))
        return Text(f"没有命令 {name!r}。{hint.zh}", f"There is no command {name!r}.{hint.en}")
    if "unexpected extra" in said:
        return Text(f"多了 {name}。", f"{name} is one word too many.")
    return Text(f"用法不对：{said}。", f"{said}.")


def _commands(mistake: Exception) -> list[str]:
    context = getattr(mistake, "ctx", None)
    return list(getattr(context.command, "commands", {})) if context else []
