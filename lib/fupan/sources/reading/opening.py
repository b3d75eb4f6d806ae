"""Opens a file by what it is, not by what it is called, and gives its sheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.sources.reading.columnar import ColumnarSheet
from fupan.sources.reading.delimited import DelimitedSheet
from fupan.sources.reading.encoding import decode
from fupan.sources.reading.limits import check_archive, damaged, unzipped
from fupan.sources.reading.markup import MarkupSheet
from fupan.sources.reading.sheet import Sheet
from fupan.sources.reading.workbook import sheets_of

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP = b"\x1f\x8b"
_PACKED = (".gz", ".zip")
_SMALL = 1 << 20
_PADDING = 64  # zero bytes at the end: room that a download never filled
_PAGE = (b"<html", b"<table", b"<!doctype html", b"<meta", b"<head")
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".parquet", ".zip", ".html", ".htm",
           ".csv.gz", ".tsv.gz", ".txt.gz")  # fmt: skip


def open_sheets(data: bytes, part: str = "") -> Sequence[Sheet]:
    """The tables in these bytes; an error in words where there are none."""
    if len(data) < _SMALL and not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise DataInvalid(
            Text(
                zh="文件是空的；请确认导出成功后重新下载。",
                en="The file is empty; check that the export succeeded and download it again.",
            )
        )
    if data.startswith(b"PAR1"):
        return [ColumnarSheet(data, part)]
    if data.startswith(_OLE):
        return sheets_of(data)
    if data.startswith(_GZIP) and not part.lower().endswith(_PACKED):
        return open_sheets(unzipped(data), part)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _packed(data, part)
    return _text(data, part)


def _text(data: bytes, part: str) -> Sequence[Sheet]:
    decoded = decode(data)
    if decoded is not None and decoded.data.endswith(b"\x00" * _PADDING):
        raise damaged(Text("末尾是一串空字节", "zero bytes at its end"))
    start = decoded.data[:512].lstrip().lower() if decoded else b""
    if decoded is None or _is_binary(decoded.data):
        raise DataInvalid(
            Text(
                zh="文件不是表格：内容是二进制数据，既不是 CSV 也不是 Excel；请重新导出。",
                en="The file is no table: it holds binary data, neither CSV nor a workbook; export "
                "it again.",
            )
        )
    if start.startswith(_PAGE) or (start.startswith(b"<") and b"<table" in decoded.data[:65536]):
        return [MarkupSheet(decoded.data.decode(decoded.encoding, errors="replace"), part)]
    return [DelimitedSheet(decoded, part)]


def _is_binary(data: bytes) -> bool:
    """More than a few control bytes at the start: a picture, a pickle, a program."""
    start = data[:4096]
    control = sum(b < 9 or 13 < b < 32 for b in start)
    return control * 20 > len(start)


def _packed(data: bytes, part: str) -> Sequence[Sheet]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged() from error
    if "[Content_Types].xml" in names or any(n.startswith("xl/") for n in names):
        return sheets_of(data)
    if part:
        raise DataInvalid(
            Text(
                zh=f"压缩包里还套着压缩包 {part}，请先解压。",
                en=f"The archive holds another one, {part}; unpack it first.",
            )
        )
    return _members(archive)


def _members(archive: zipfile.ZipFile) -> Sequence[Sheet]:
    check_archive(archive, xml=False)
    sheets: list[Sheet] = []
    for member in archive.infolist():
        name = _member_name(member)
        last = name.rsplit("/", 1)[-1]
        if member.is_dir() or last.startswith((".", "~$")) or name.startswith("__MACOSX/"):
            continue
        if not last.lower().endswith(ENDINGS):
            continue
        try:
            content = archive.read(member)
        except Exception as error:  # zlib, lzma and zipfile raise classes of their own
            raise damaged(name) from error
        for sheet in open_sheets(content, name):
            sheet.part = name if sheet.part in ("", name) else f"{name} › {sheet.part}"
            sheets.append(sheet)
    if not sheets:
        raise DataInvalid(
            Text(zh="压缩包里没有可读的表格文件。", en="The archive holds no table file.")
        )
    return sheets


def _member_name(member: zipfile.ZipInfo) -> str:
    """A member's name; without the UTF-8 flag, Chinese back ends write GBK.

    Some packers read such a name as code page 437 and write that as UTF-8: ╚²╘┬ for 三月.
    """
    if member.flag_bits & 0x800 and not any("\u2500" <= c <= "\u259f" for c in member.filename):
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return member.filename
