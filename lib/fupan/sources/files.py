"""Finds the files of an import: those named, and in a folder those that look like tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from fupan.ground.errors import DataMissing, listed
from fupan.ground.language import Text
from fupan.sources.reading.opening import ENDINGS


def found_files(paths: Sequence[str | Path]) -> list[Path]:
    """The files to read, in the order given, those of a folder by name; links are not followed."""
    found: list[Path] = []
    for given in map(Path, paths):
        if not given.exists() and not given.is_symlink():
            raise DataMissing(
                Text(zh=f"找不到 {given}；请检查路径。", en=f"There is no {given}; check the path.")
            )
        if given.is_dir():
            inside = sorted(_walk(given))
            if not inside:
                raise DataMissing(
                    Text(
                        zh=f"文件夹 {given} 里没有可导入的文件；能读的有 {listed(ENDINGS, 20)}，"
                        "请把平台导出的文件放进来。",
                        en=f"Folder {given} holds nothing to import; files that can be read end in "
                        f"{listed(ENDINGS, 20)}. Put the platforms' exports there.",
                    )
                )
            found.extend(inside)
        else:
            found.append(given)
    if not found:
        raise DataMissing(Text(zh="没有指定要导入的文件。", en="No file to import was named."))
    return list(dict.fromkeys(found))


def _walk(folder: Path) -> Iterator[Path]:
    """Files with a known ending; links are given too, so that their refusal is told."""
    for path in folder.iterdir():
        if path.name.startswith((".", "~$")):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        elif path.name.lower().endswith(ENDINGS):
            yield path
