"""The two languages of the workbench, and texts that exist in both."""

from __future__ import annotations

import os
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, get_args

Lang = Literal["zh", "en"]
LANGS: tuple[str, ...] = get_args(Lang)

_spoken: ContextVar[str | None] = ContextVar("fupan_lang", default=None)


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in both languages; called, it speaks the current one."""

    zh: str
    en: str

    def __call__(self, lang: str | None = None) -> str:
        return getattr(self, lang or spoken())

    def __str__(self) -> str:
        return self()


def spoken() -> str:
    """The language of this run: what `speak` set, else `FUPAN_LANG`, else Chinese."""
    lang = _spoken.get() or os.environ.get("FUPAN_LANG", "zh")
    return lang if lang in LANGS else "zh"


def speak(lang: str) -> None:
    """Sets the language for the rest of this run."""
    from fupan.ground.errors import WrongUse, suggestion

    if lang not in LANGS:
        raise WrongUse(
            Text(
                zh=f"语言只能是 zh 或 en，收到的是 {lang!r}。",
                en=f"The language is zh or en, not {lang!r}.{suggestion(lang, LANGS).en}",
            )
        )
    _spoken.set(lang)


def join(texts: list[Text], zh: str = "；", en: str = "; ") -> Text:
    """Several texts as one, joined by each language's own mark."""
    return Text(zh=zh.join(t.zh for t in texts), en=en.join(t.en for t in texts))
