"""A user's own profile: a small TOML file that maps a table of any kind onto the contract."""

from __future__ import annotations

import tomllib
from pathlib import Path

from fupan.contract import Table, find_table
from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.errors import DataInvalid, DataMissing, listed, suggestion
from fupan.ground.language import Text
from fupan.sources.profile import OF_KIND, As, Case, Profile, Read
from fupan.sources.promotion import ADDED_UP


def left_out(table: Table) -> tuple[str, ...]:
    """Required columns that a mapping may leave out: they are filled in."""
    return ("platform", "line_id", "product_id") if table.name == "orders" else ("platform",)


_PROFILE = ("name", "title", "table", "platform", "currency", "zone")
_COLUMN = ("from", "kind", "formats", "values", "missing", "zero", "otherwise", "sql", "value")
_CASE = ("when", "reason", "amount")
_TOP = ("profile", "read", "columns", "skip", "warn")


def read_mapping(path: Path) -> Profile:
    """The profile that a mapping file describes; errors name the entry at fault."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise DataMissing(
            Text(
                zh=f"找不到列对照表 {path}；请检查 --profile 的路径。",
                en=f"There is no mapping file {path}; check --profile.",
            )
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(f"不是有效的 TOML（{error}）", f"is no valid TOML ({error})") from error
    _only(told, _TOP, "")
    about = _section(told, "profile")
    _only(about, _PROFILE, "profile")
    for needed in ("name", "table"):
        if not isinstance(about.get(needed), str):
            raise _wrong(f"[profile] 缺少 {needed}", f"[profile] lacks {needed}")
    table = find_table(about["table"])
    reads = {
        key: _as_read(key, entry, As.TEXT)
        for key, entry in _section(told, "read", optional=True).items()
    }
    fills: dict[str, str] = {}
    for name, entry in _section(told, "columns").items():
        column = table.column(name)
        if isinstance(entry, dict) and "sql" in entry:
            fills[name] = str(entry["sql"])
            continue
        if isinstance(entry, dict) and "value" in entry:
            fills[name] = "'" + str(entry["value"]).replace("'", "''") + "'"
            continue
        reads[name] = _as_read(name, entry, _how(name, entry, OF_KIND[column.kind]))
        fills[name] = f'"{name}"'
    _fill_in(fills, about, table.required)
    needed = [c for c in table.required if c not in fills and not _may_lack(table, c)]
    if needed:
        raise _wrong(
            f"[columns] 没有给出必需的列 {listed(needed)}",
            f"[columns] does not give the required columns {listed(needed)}",
        )
    title = str(about.get("title", about["name"]))
    return Profile(
        name=about["name"],
        title=Text(title, title),
        table=table.name,
        reads=reads,
        fills=fills,
        needs=tuple(reads),
        platform=str(about.get("platform", "")),
        currency=about.get("currency"),
        zone=about.get("zone"),
        skips=_cases(told, "skip"),
        warns=_cases(told, "warn"),
        whole_days=not table.key,
        adds=ADDED_UP if table.name == "ads" else (),
    )


def _how(name: str, entry: object, usual: As) -> As:
    """How a column is read unless the mapping says so: of buyers and addresses little is kept."""
    if name in ("buyer_id", "user_id"):
        return As.BUYER
    if name in ("province", "city") and any(w in str(entry).lower() for w in ("地址", "address")):
        return As(name)
    return usual


def _may_lack(table: Table, name: str) -> bool:
    return name == "shop" or table.column(name).sparse


def _fill_in(fills: dict[str, str], about: dict[str, object], required: tuple[str, ...]) -> None:
    """What a mapping need not spell out: the platform, and an order file without products."""
    if "platform" in required and "platform" not in fills:
        fills["platform"] = "'" + str(about.get("platform", "other")).replace("'", "''") + "'"
    if about["table"] == "orders" and "line_id" not in fills:
        fills["line_id"] = 'row_number() over (partition by "order_id" order by _row)::varchar'
    if about["table"] == "orders" and "product_id" not in fills:
        fills["product_id"] = f"'{UNKNOWN_PRODUCT}'"


def _as_read(key: str, entry: object, default: As) -> Read:
    if isinstance(entry, str | list):
        entry = {"from": entry}
    if not isinstance(entry, dict) or "from" not in entry:
        raise _wrong(
            f'{key} 要写成列名或 {{from = "列名", …}}',
            f'{key} is a column name or {{from = "name", …}}',
        )
    _only(entry, _COLUMN, key)
    names = entry["from"] if isinstance(entry["from"], list) else [entry["from"]]
    how = default
    if "kind" in entry:
        kinds = {a.value: a for a in As}
        if entry["kind"] not in kinds:
            hint = suggestion(str(entry["kind"]), kinds)
            raise _wrong(
                f"{key} 的 kind {entry['kind']!r} 不认识，可用：{listed(kinds, 20)}。{hint.zh}",
                f"{key} has the unknown kind {entry['kind']!r}; kinds: "
                f"{listed(kinds, 20)}.{hint.en}",
            )
        how = kinds[entry["kind"]]
    values = entry.get("values")
    missing = entry.get("missing")
    return Read(
        tuple(str(n) for n in names),
        how,
        values={str(k): str(v) for k, v in values.items()} if values else None,
        zero=tuple(entry.get("zero", ())),
        missing=None if missing is None else tuple(str(m).lower() for m in missing),
        formats=tuple(entry.get("formats", ())),
        otherwise=entry.get("otherwise"),
    )


def _cases(told: dict[str, object], section: str) -> tuple[Case, ...]:
    cases = []
    for entry in told.get(section, []):
        if not isinstance(entry, dict) or "when" not in entry or "reason" not in entry:
            raise _wrong(
                f"[[{section}]] 要有 when 和 reason", f"[[{section}]] needs when and reason"
            )
        _only(entry, _CASE, section)
        reason = str(entry["reason"]).replace("{", "{{").replace("}", "}}")
        verb = Text("跳过", "skipped") if section == "skip" else Text("留意", "kept, but note")
        amount = str(entry["amount"]) if "amount" in entry else None
        tail = Text("（金额 {amount}）", " ({amount})") if amount else Text("", "")
        says = Text(
            f"{verb.zh} {{n}} 行：{reason}{tail.zh}", f"{{n}} rows {verb.en}: {reason}{tail.en}"
        )
        cases.append(Case(str(entry["when"]), says, amount))
    return tuple(cases)


def _section(told: dict[str, object], name: str, *, optional: bool = False) -> dict[str, object]:
    found = told.get(name, {} if optional else None)
    if not isinstance(found, dict):
        raise _wrong(f"缺少 [{name}] 一节", f"lacks the section [{name}]")
    return found


def _only(entry: dict[str, object], allowed: tuple[str, ...], where: str) -> None:
    for key in entry:
        if key not in allowed:
            hint = suggestion(key, allowed)
            raise _wrong(
                f"{where or '文件'} 里的 {key!r} 不认识。{hint.zh}",
                f"{where or 'the file'} has the unknown entry {key!r}.{hint.en}",
            )


def _wrong(zh: str, en: str) -> DataInvalid:
    return DataInvalid(
        Text(
            zh=f"列对照表{zh}；格式见 docs/add-a-source.md。",
            en=f"The mapping {en}; see docs/add-a-source.md.",
        )
    )
