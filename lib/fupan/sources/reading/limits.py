"""What a file may be before anybody parses it: regular, not a link, not too large, not a bomb."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from fupan.ground.errors import DataInvalid, DataMissing
from fupan.ground.language import Text

MOST_BYTES = 500 * 2**20
MOST_UNPACKED = 200 * 2**20
MOST_RATIO = 100
RATIO_FROM = 1 << 20  # small parts may well be repetitive
MOST_MEMBERS = 200
_DTD = (b"<!DOCTYPE", b"<!ENTITY")


def read_regular(path: Path) -> bytes:
    """All bytes of a regular file; links, pipes and giants are refused unread."""
    with open_regular(path, MOST_BYTES) as file:
        return file.read()


def read_hashed(path: Path) -> tuple[bytes, str]:
    """All bytes of a regular file and their SHA-256, one made beside the other.

    A file that changes meanwhile is refused: its hash would be another's.
    """
    with open_regular(path, MOST_BYTES) as file, ThreadPoolExecutor(1) as beside:
        before = os.fstat(file.fileno())
        hashed = beside.submit(content_hash, path)
        data = file.read()
        found = hashed.result()
        after = path.lstat()
    if not os.path.samestat(before, after) or _version(before) != _version(after):
        raise DataInvalid(
            Text(
                zh=f"{path.name} 在读取时变了（可能还在下载或保存）；请等它写完再导入。",
                en=f"{path.name} changed while it was read (still being downloaded or saved?); "
                "import it again once it is complete.",
            )
        )
    return data, found


def _version(found: os.stat_result) -> tuple[int, int]:
    return found.st_size, found.st_mtime_ns


def content_hash(path: Path) -> str:
    """The SHA-256 of a regular file, read block by block."""
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_regular(path: Path, most: int | None = None) -> BinaryIO:
    """A regular file, opened; links, pipes and files of more than `most` bytes are refused."""
    try:
        found = path.lstat()
    except OSError:
        raise DataMissing(
            Text(
                zh=f"找不到文件 {path.name}；请检查路径。",
                en=f"There is no file {path.name}; check the path.",
            )
        ) from None
    if stat.S_ISLNK(found.st_mode):
        raise DataInvalid(
            Text(
                zh=f"{path.name} 是一个链接，不跟随链接读取；请把文件本身放进来。",
                en=f"{path.name} is a link, and links are not followed; put the file itself here.",
            )
        )
    if not stat.S_ISREG(found.st_mode):
        raise DataInvalid(
            Text(
                zh=f"{path.name} 不是普通文件（可能是管道或设备），没有读取。",
                en=f"{path.name} is not a regular file (a pipe or a device?); it was not read.",
            )
        )
    if most is not None and found.st_size > most:
        raise DataInvalid(
            Text(
                zh=f"{path.name} 过大（{found.st_size >> 20} MB，最多 {most >> 20} MB）；"
                "请按月分开导出；是 CSV 的话，不和别的文件一起、单独导入就可以更大。",
                en=f"{path.name} is too large ({found.st_size >> 20} MB, at most "
                f"{most >> 20} MB); export it month by month, or import it alone if it is a CSV.",
            )
        )
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        )
        return os.fdopen(handle, "rb")
    except OSError as error:
        raise DataInvalid(
            Text(
                zh=f"{path.name} 打不开（{error.strerror}）；请检查权限。",
                en=f"{path.name} cannot be opened ({error.strerror}); check its rights.",
            )
        ) from error


def check_archive(archive: zipfile.ZipFile, *, xml: bool) -> None:
    """Refuses an archive that is too large, lies about its sizes, or climbs out of its folder.

    Every part of a workbook is read once, so that a wrong size or checksum shows here and not
    in a parser; a DTD in any part is refused, since none belongs there.
    """
    parts = archive.infolist()
    if len(parts) > MOST_MEMBERS:
        raise too_large(f"{len(parts)} 个成员", f"{len(parts)} members")
    if sum(p.file_size for p in parts) > MOST_UNPACKED:
        raise too_large(
            f"解压后 {sum(p.file_size for p in parts) >> 20} MB",
            f"{sum(p.file_size for p in parts) >> 20} MB unpacked",
        )
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * part.compress_size:
            raise too_large(
                f"压缩比 {part.file_size // max(part.compress_size, 1)}:1",
                f"compressed {part.file_size // max(part.compress_size, 1)}:1",
            )
        if part.flag_bits & 1:
            raise DataInvalid(
                Text(
                    zh="文件有密码；请去掉密码另存后再导入。",
                    en="The file has a password; save it without one and import again.",
                )
            )
        if part.filename.startswith(("/", "\\")) or ".." in part.filename.replace("\\", "/").split(
            "/"
        ):
            raise DataInvalid(
                Text(
                    zh="压缩包里的路径指向包外，拒绝读取。",
                    en="The archive holds a path that leads out of it; it is refused.",
                )
            )
    if xml:
        _check_parts(archive)


def unzipped(data: bytes) -> bytes:
    """What a gzip file holds, within the limits of an archive."""
    packed, parts, size = data, [], 0
    while packed:
        one = zlib.decompressobj(wbits=31)
        try:
            part = one.decompress(packed, MOST_UNPACKED + 1 - size)
        except zlib.error as error:
            raise damaged() from error
        size += len(part)
        if size > MOST_UNPACKED or (size > RATIO_FROM and size > MOST_RATIO * len(data)):
            raise too_large(f"解压后 {size >> 20} MB 以上", f"over {size >> 20} MB unpacked")
        if not one.eof:
            raise damaged()
        parts.append(part)
        packed = one.unused_data.lstrip(b"\x00")
    return b"".join(parts)


def _check_parts(archive: zipfile.ZipFile) -> None:
    for part in archive.infolist():
        with archive.open(part) as stream:
            tail = b""
            while block := stream.read(1 << 20):
                window = tail + block
                if any(mark in window for mark in _DTD) or b"\x00<\x00!\x00D" in window:
                    raise DataInvalid(
                        Text(
                            zh="工作簿里定义了 XML 实体（DTD），正常的导出没有，拒绝读取。",
                            en="The workbook defines XML entities (a DTD), which no export does; "
                            "it is refused.",
                        )
                    )
                tail = block[-16:]


def too_large(zh: str, en: str) -> DataInvalid:
    return DataInvalid(
        Text(
            zh=f"文件过大（{zh}），超过读取上限；请按月分开导出，或另存为 CSV。",
            en=f"The file is too large ({en}); export it month by month, or save it as CSV.",
        )
    )


def damaged(what: str | Text = "") -> DataInvalid:
    said = what if isinstance(what, Text) else Text(what, what)
    return DataInvalid(
        Text(
            zh=f"文件已损坏或没有下载完整{f'（{said.zh}）' if what else ''}；请重新下载。",
            en="The file is damaged or was not downloaded completely"
            f"{f' ({said.en})' if what else ''}; download it again.",
        )
    )
