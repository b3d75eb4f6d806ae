"""Tells which profile a sheet is, or says what it looks like and what it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fupan.contract import TABLES
from fupan.ground.errors import DataInvalid, listed, nearest
from fupan.ground.language import Text
from fupan.ground.personal import masked
from fupan.sources.header import Header, plain
from fupan.sources.profile import Profile

_LIKE = 0.3  # of the worth of a kind's columns: below it a file is like none


def recognise(header: Header, file_stem: str, profiles: Sequence[Profile]) -> Profile:
    """The profile with the most of its columns in the header; an error where none fits."""
    headers = frozenset(name for name in header.plain if name)
    fitting = [p for p in profiles if _fits(p, headers)]
    named = _table_of(file_stem)
    if fitting:
        return max(
            fitting,
            key=lambda p: (
                p.exact and p.table == named,
                not p.exact,
                len(p.found(headers)),
                -len(p.reads),
            ),
        )
    raise DataInvalid(_unknown(header, headers, named, profiles))


def positions(profile: Profile, header: Header) -> dict[str, int]:
    """Where each read of the profile stands; a name that is there twice is refused."""
    found: dict[str, int] = {}
    for key, how in profile.reads.items():
        for name in how.names:
            places = header.positions(name)
            if len(places) > 1:
                where_zh = "、".join(f"第 {n + 1} 列" for n in places)
                where_en = ", ".join(str(n + 1) for n in places)
                raise DataInvalid(
                    Text(
                        zh=f"表头里有 {len(places)} 列都叫 {name}（{where_zh}），分不清用哪一列；"
                        "请删掉或改名其中一列再导入。",
                        en=f"{len(places)} columns are called {name} (columns {where_en}); remove "
                        "or rename one of them and import again.",
                    )
                )
            if places:
                found[key] = places[0]
                break
    return found


def _fits(profile: Profile, headers: frozenset[str]) -> bool:
    if profile.lacks(headers) or any(plain(name) in headers for name in profile.never):
        return False
    if not profile.exact:
        return True
    return headers <= profile.known_headers() and len(headers) > 1


def _table_of(stem: str) -> str:
    """The contract table whose name the file's name begins with, the longest first."""
    lowered = stem.casefold()
    for name in sorted(TABLES, key=len, reverse=True):
        if lowered.startswith(name):
            return name
    return ""


def _unknown(
    header: Header, headers: frozenset[str], named: str, profiles: Sequence[Profile]
) -> Text:
    for profile in profiles:
        canonical = profile.exact and profile.table == named
        if canonical and len(headers & profile.known_headers()) >= 2:
            return _nearly_canonical(profile, header, headers)
    near = _nearest(headers, profiles)
    if garbled := _garbled(header, profiles):
        return garbled
    if not near:
        seen = _seen(header, profiles)
        return Text(
            zh=f"认不出这是什么文件：表头（第 {header.row} 行）{seen.zh}，和已知的导出格式都不像；"
            "请确认导出的是订单或报表，或用 fupan map 起草对照表，再加 --profile 导入。",
            en=f"This file is not recognised: its header (row {header.row}) {seen.en}, like no "
            "known export; check the file, or draft a mapping with fupan map and import "
            "with --profile.",
        )
    best = near[0]
    lacking = best.lacks(headers)
    barred = [name for name in best.never if plain(name) in headers]
    missing = listed(lacking or barred, 12)
    return Text(
        zh=f"最像“{best.title.zh}”，但{'缺少' if lacking else '多出'}必需的列 {missing}"
        f"（表头在第 {header.row} 行）；请重新导出并勾选这些列，或用 fupan map 起草对照表。"
        f"{_also(near[1:]).zh}",
        en=f"It looks most like “{best.title.en}”, but {'lacks' if lacking else 'also has'} the "
        f"columns {missing} (header in row {header.row}); export again with them, or draft a "
        f"mapping with fupan map.{_also(near[1:]).en}",
    )


def _nearest(headers: frozenset[str], profiles: Sequence[Profile]) -> list[Profile]:
    """At most three kinds that the header is like, the likest first.

    A column that one kind alone has says more than one that many have, such as a date.
    """
    common = Counter(name for p in profiles for name in p.known_headers())
    scored = []
    for n, profile in enumerate(profiles):
        found = profile.found(headers)
        worth = {k: 1 / max(common[plain(profile.reads[k].names[0])], 1) for k in profile.needs}
        score = sum(w for k, w in worth.items() if k in found) / (sum(worth.values()) or 1)
        if score >= _LIKE and found & set(profile.needs):
            scored.append((-score, -len(found), n, profile))
    scored.sort(key=lambda one: one[:3])
    return [p for score, *_, p in scored[:3] if score <= 0.8 * scored[0][0]]


def _also(others: Sequence[Profile]) -> Text:
    if not others:
        return Text("", "")
    return Text(
        f"也有点像：{'、'.join(p.title.zh for p in others)}。",
        f" Also like: {', '.join(p.title.en for p in others)}.",
    )


def _seen(header: Header, profiles: Sequence[Profile]) -> Text:
    """What the header reads; where no profile knows any of it, it may be a row of people's data."""
    names = [name for name in header.names if name]
    known = frozenset().union(*(p.known_headers() for p in profiles))
    if not any(plain(name) in known for name in names):
        return Text(
            f"有 {len(names)} 列，列名没有一个认识（也许第一行就是数据，这里不显示）",
            f"has {len(names)} columns, none of them known (it may be a row of data, so it is not "
            "shown)",
        )
    shown = listed((masked(name) for name in names), 8)
    return Text(f"是 {shown}", f"reads {shown}")


def _garbled(header: Header, profiles: Sequence[Profile]) -> Text | None:
    """What to do about a header that was Chinese before a program read it in a wrong encoding."""
    known = frozenset().union(*(p.known_headers() for p in profiles))
    for wrong in ("gb18030", "cp1252", "latin-1"):
        right = "utf-8" if wrong == "gb18030" else "utf-8, gb18030"
        for encoding in right.split(", "):
            mended = [
                name.encode(wrong, "replace").decode(encoding, "replace") for name in header.names
            ]
            hits = sum(
                m != name and plain(m) in known
                for m, name in zip(mended, header.names, strict=True)
            )
            if hits * 3 > len(mended):
                return Text(
                    zh=f"表头（第 {header.row} 行）是乱码：文件被别的程序按错误的编码另存过，"
                    f"原来大概是 {listed(mended, 4)}；请用平台直接导出的文件，不要另存。",
                    en=f"The header (row {header.row}) is garbled: a program saved the file in a "
                    f"wrong encoding, it once read {listed(mended, 4)}; import the platform's own "
                    "file.",
                )
    return None


def _nearly_canonical(profile: Profile, header: Header, headers: frozenset[str]) -> Text:
    unknown = [n for n in header.names if n and plain(n) not in profile.known_headers()]
    lacking = profile.lacks(headers)
    zh, en = [], []
    for name in unknown[:8]:
        near = nearest(name, TABLES[profile.table].names)
        zh.append(f"列 {name!r} 不认识" + (f"，是不是 {near[0]}" if near else ""))
        en.append(f"column {name!r} is unknown" + (f", did you mean {near[0]}" if near else ""))
    if lacking:
        zh.append(f"缺少必需的列 {listed(lacking)}")
        en.append(f"the required columns {listed(lacking)} are missing")
    return Text(
        zh=f"看起来是标准表 {profile.table}，但{'；'.join(zh)}；请改好表头再导入。",
        en=f"It looks like the canonical table {profile.table}, but {'; '.join(en)}; "
        "mend the header and import again.",
    )
