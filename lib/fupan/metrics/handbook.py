"""Writes the handbook of metrics from the catalogue: `python -m fupan.metrics.handbook`.

The handbook is never edited by hand; a test holds it against the catalogue.
"""

from __future__ import annotations

import sys

from fupan.metrics.catalogue.find import SUBJECTS
from fupan.metrics.explaining import rows_of
from fupan.metrics.kinds import Metric

_HEAD = """# 指标手册 · Metrics handbook

由指标目录生成，勿手改：`python -m fupan.metrics.handbook > docs/metrics.md`。
在命令行查一个指标：`fupan metrics 客单价`（中文名、英文名、平台叫法都可以）。

Made from the catalogue; do not edit. Look one up with `fupan metrics AOV`: by its Chinese or
English name, or by what a platform calls it.

四种指标 · Four kinds:
**Total** 可以相加 adds over everything ·
**People** 去重数，不相加 a distinct count, never added ·
**Closing** 期末值，各天不相加 a level, never added over days ·
**Ratio** 比率，按总量重新相除，不平均 a quotient of sums, never averaged
"""


def handbook() -> str:
    """The whole handbook in Markdown, both languages side by side."""
    parts = [_HEAD]
    for title, group in SUBJECTS.values():
        shown = [m for m in group if m.shown]
        parts.append(f"## {title.zh} · {title.en}\n")
        parts.extend(_entry(metric) for metric in shown)
    return "\n".join(parts)


def _entry(metric: Metric) -> str:
    lines = [f"### {metric.label.zh} · {metric.label.en} · `{metric.name}` ({metric.kind})", ""]
    for lang, mark in (("zh", "："), ("en", ": ")):
        told = [f"{label}{mark}{text}" for label, text in rows_of(metric, lang)]
        lines += [f"- {'  '.join(_sentence(t, lang) for t in told)}"]
    return "\n".join([*lines, ""])


def _sentence(text: str, lang: str) -> str:
    stop = "。" if lang == "zh" else "."
    return text if text.endswith(("。", ".")) else text + stop


if __name__ == "__main__":
    # The handbook is UTF-8 wherever it is made.
    sys.stdout.buffer.write(handbook().encode("utf-8"))
