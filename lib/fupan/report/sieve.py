"""What may stand in a published page: an allow-list for HTML that cells have put out.

Everything not on the list is dropped, with its content where that is a program or a style. Our own
blocks pass unchanged; a table of pandas keeps its cells and loses its inline styles.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

_STRUCTURE = "div span p ul ol li dl dt dd section h2 h3 h4 h5 h6 br hr code pre details summary"
_TABLE = "table thead tbody tfoot tr th td caption"
_PHRASE = "strong em b i small sub sup"
_PROGRAMS = "script style template iframe object svg math noscript title textarea select"
TAGS = frozenset(f"{_STRUCTURE} {_TABLE} {_PHRASE}".split())
ATTRIBUTES = frozenset(
    ("class", "scope", "colspan", "rowspan", "tabindex", "role", "aria-label", "title")
)
_VOID = frozenset(("br", "hr"))
_DROPPED_WHOLE = frozenset(_PROGRAMS.split())


def sifted(html: str) -> str:
    """The HTML with nothing in it but words, tables and their structure."""
    sieve = _Sieve()
    sieve.feed(html)
    sieve.close()
    return sieve.result()


class _Sieve(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self.open: list[str] = []
        self.skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipped or tag in _DROPPED_WHOLE:
            self.skipped.append(tag)
        elif tag in TAGS:
            given = "".join(
                f' {name}="{escape(value or "")}"' for name, value in attrs if name in ATTRIBUTES
            )
            self.kept.append(f"<{tag}{given}>")
            if tag not in _VOID:
                self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID and not self.skipped:
            self.kept.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            if tag in self.skipped:
                while self.skipped.pop() != tag:
                    pass
        elif tag in self.open:
            while (last := self.open.pop()) != tag:
                self.kept.append(f"</{last}>")
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.kept.append(escape(data))

    def result(self) -> str:
        closing = [f"</{tag}>" for tag in reversed(self.open)]
        return "".join([*self.kept, *closing])
