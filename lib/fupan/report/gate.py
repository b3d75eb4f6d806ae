"""The gate before publishing: no program, no outside address, no personal data in any file.

A second wall: what comes here is already escaped and sifted, so a hit is a fault and stops the
publication, naming the place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser

from fupan.ground import personal
from fupan.ground.errors import PublishRefused
from fupan.ground.language import Text

_FORBIDDEN_TAGS = frozenset(
    ["script", "iframe", "object", "embed", "base", "form", "link", "applet", "frame"]
)
_ADDRESSES = frozenset(
    ["src", "href", "srcset", "action", "formaction", "poster", "data", "background", "xlink:href"]
)
_REMOTE_STYLE = re.compile(r"@import|url\(\s*['\"]?(?!data:)", re.IGNORECASE)
_LOCAL = re.compile(r"(?![\w+.\-]*:|//|\\\\)[^\s:]*(#\S*)?")
_KINDS = {
    "phone": Text(zh="电话号码", en="a phone number"),
    "mail": Text(zh="邮箱地址", en="a mail address"),
    "id card": Text(zh="身份证号", en="an id-card number"),
}


def check(files: Mapping[str, str]) -> None:
    """Refuses to publish when a page could run or fetch something, or a file names a person."""
    for name, text in sorted(files.items()):
        if name.endswith(".html"):
            fault = _fault_of_page(text)
            if fault:
                raise PublishRefused(
                    Text(
                        zh=f"{name} 没有发布：页面里有不该有的内容（{fault}）。",
                        en=f"{name} is not published: the page holds {fault}.",
                    )
                )
        for where, words in _words(name, text):
            for kind, start, _ in personal.found(words):
                raise PublishRefused(
                    Text(
                        zh=f"{name} 没有发布：{where.zh}里有{_KINDS[kind].zh}"
                        f"（第 {start + 1} 个字符起）；请在分析里去掉或打码。",
                        en=f"{name} is not published: {where.en} holds {_KINDS[kind].en} "
                        f"(at character {start + 1}); drop or mask it in the analysis.",
                    )
                )


class _Page(HTMLParser):
    """Collects a page's faults and, line by line, the words a reader sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.words: list[tuple[str, str]] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "img", "br", "hr", "input", "source"):
            self.inside.append(tag)
        if tag in _FORBIDDEN_TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            self._check_attribute(tag, name, (value or "").strip())

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1] == "style":
            if _REMOTE_STYLE.search(data):
                self.faults.append("a style that fetches")
        elif data.strip():
            self.words.append((self.inside[-1] if self.inside else "", data))

    def _check_attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name == "srcdoc":
            self.faults.append(f"{name}=")
        elif name in _ADDRESSES:
            picture = tag in ("img", "source") and value.startswith("data:image/")
            if not picture and not _LOCAL.fullmatch(value):
                self.faults.append(f"{name}={value[:40]!r}")
        elif name == "style" and _REMOTE_STYLE.search(value):
            self.faults.append("a style that fetches")
        elif name in ("alt", "title", "aria-label"):
            self.words.append((name, value))
        elif tag == "meta" and name == "http-equiv" and value.lower() == "refresh":
            self.faults.append("a redirection")


def _fault_of_page(html: str) -> str:
    page = _Page()
    page.feed(html)
    page.close()
    return page.faults[0] if page.faults else ""


def _words(name: str, text: str) -> list[tuple[Text, str]]:
    """The words of a file with where each stands; pictures and fonts are not words."""
    if name.endswith(".html"):
        page = _Page()
        page.feed(text)
        page.close()
        return [(Text(zh=f"<{tag}> ", en=f"a <{tag}>"), words) for tag, words in page.words]
    if name.endswith(".ipynb"):
        return _notebook_words(json.loads(text))
    return [
        (Text(zh=f"第 {n} 行", en=f"line {n}"), line)
        for n, line in enumerate(text.splitlines(), start=1)
    ]


def _notebook_words(notebook: dict[str, object]) -> list[tuple[Text, str]]:
    found = []
    for n, cell in enumerate(notebook["cells"], start=1):
        place = Text(zh=f"第 {n} 个单元格", en=f"cell {n}")
        found.append((place, "".join(cell["source"])))
        for output in cell.get("outputs", []):
            parts = [output.get("text", ""), *output.get("traceback", [])]
            for kind, value in output.get("data", {}).items():
                if not kind.startswith("image/"):
                    parts.append(value if isinstance(value, str | list) else json.dumps(value))
            found += [(place, "".join(part)) for part in parts if part]
    return found
