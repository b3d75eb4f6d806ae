"""Characters that an earlier program lost: they can be told, and not brought back."""

from __future__ import annotations

from fupan.ground.language import Text


def lost_characters(data: bytes, encoding: str, first_row: int) -> list[Text]:
    """A note where an earlier program already replaced characters by U+FFFD."""
    mark = "\ufffd".encode(encoding)
    count = data.count(mark)
    if not count:
        return []
    rows, at, row, seen = [], data.find(mark), first_row, 0
    while at >= 0 and len(rows) < 10:
        row += data.count(b"\n", seen, at)
        seen = at
        if not rows or rows[-1] != row:
            rows.append(row)
        at = data.find(mark, at + len(mark))
    listed = "、".join(map(str, rows))
    return [
        Text(
            zh=f"有 {count} 个字符在导出之前就已丢失（显示为 �），在第 {listed} 行，补不回来",
            en=f"{count} characters were lost before the export (shown as �), in rows "
            f"{', '.join(map(str, rows))}",
        )
    ]
