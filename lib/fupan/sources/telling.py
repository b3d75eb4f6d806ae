"""What an import says of one sheet: its header, rows that were left out, rows kept aside."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from fupan.ground.errors import DataInvalid, listed
from fupan.ground.language import Text, join
from fupan.ground.words import count
from fupan.sources.convert import Converted
from fupan.sources.header import Header, period_in
from fupan.sources.outcome import FileReport
from fupan.sources.profile import Profile
from fupan.sources.reading.sheet import Cells, Rejected
from fupan.sources.tally import tally

_MOST_SHOWN = 20
_UNPAID = Text(
    "注意：{n} 行订单已付款、有金额，但没有付款时间，这些订单都不算成交，实付 {amount} 没有计入；",
    "attention: {n} order rows are paid and have an amount but no time of payment, so none of "
    "them counts as a sale and {amount} is left out; ",
)
_IN_ORDER = {
    ("ordered_at", "paid_at"): Text(
        "付款时间早于下单时间的有 {n} 行，两个时间都照原样收下，请核对",
        "paid before it was ordered in {n} rows: both times are kept as they are, check them",
    ),
    ("paid_at", "refunded_at"): Text(
        "退款时间早于付款时间的有 {n} 行，两个时间都照原样收下，请核对",
        "refunded before it was paid in {n} rows: both times are kept as they are, check them",
    ),
}
_NUMBER = re.compile(r"[\d.,]+(E\+?\d+)?")


def tell_rows(
    report: FileReport,
    cells: Cells,
    converted: Converted,
    duplicate_rows: list[int],
    rejected: list[Rejected],
    profile: Profile,
) -> None:
    notes = report.notes
    if not report.rows_read:
        notes.append(
            Text(
                "只有表头，没有数据行：这段时间没有记录",
                "a header and no rows: nothing happened in that time",
            )
        )
    if cells.blank_rows:
        notes.append(tally(Text("跳过空行 {n} 行", "{n} blank rows skipped"), cells.blank_rows))
    for number, case in enumerate(profile.skips):
        if converted.skipped[number]:
            n, amount = converted.skipped[number], converted.skipped_amounts.get(number)
            notes.append(tally(case.says, n, amount))
    if duplicate_rows:
        rows = "、".join(map(str, duplicate_rows[:8])) + ("…" if len(duplicate_rows) > 8 else "")
        n = count(len(duplicate_rows))
        notes.append(
            Text(
                f"完全重复的 {n} 行只算一次（第 {rows} 行）",
                f"{n} exact repeats counted once (rows {rows})",
            )
        )


def told_unpaid(rows: pa.Table, profile: Profile) -> list[Text]:
    """Said where orders were paid by their status but no time says when: none will be a sale."""
    if profile.table != "orders" or not rows.num_rows:
        return []
    done = pc.is_in(rows["status"], pa.array(["paid", "shipped", "completed"]))
    worth = pc.fill_null(pc.greater(rows["paid_amount"], 0), False)
    hit = pc.and_(pc.and_(done, worth), pc.is_null(rows["paid_at"]))
    n = pc.sum(hit).as_py() or 0
    if not n:
        return []
    advice = Text("补上时间再导入", "fill the times in and import again")
    if "paid_at" not in profile.fills:
        advice = Text("在对照表里给 paid_at 指一列", "name a column for paid_at in the mapping")
    return [
        tally(join([_UNPAID, advice], "", ""), n, pc.sum(rows["paid_amount"].filter(hit)).as_py())
    ]


def told_backward(rows: pa.Table, profile: Profile) -> list[Text]:
    """Said where a payment comes before its order, or a refund before its payment."""
    if profile.table != "orders" or not rows.num_rows:
        return []
    told = []
    for (earlier, later), says in _IN_ORDER.items():
        n = pc.sum(pc.less(rows[later], rows[earlier])).as_py() or 0
        if n:
            told.append(tally(says, n))
    return told


def told_reasons(rejected: list[Rejected]) -> list[Text]:
    """The rows kept aside, one line per kind of reason with its first rows, at most twenty."""
    groups: dict[tuple[str, str], list[Rejected]] = {}
    for one in rejected:
        # Reasons that differ in a number alone are one kind; the first stands for them.
        groups.setdefault((one.column, _NUMBER.sub("#", one.reason.zh)), []).append(one)
    told = []
    for group in list(groups.values())[:_MOST_SHOWN]:
        rows = [str(r.row) for r in group]
        more_zh = f" 等 {len(rows)} 行" if len(rows) > 8 else " 行"
        reason = group[0].reason
        first = f"{', '.join(rows[:8])}{' …' if len(rows) > 8 else ''}"
        en = f"row {first} was" if len(rows) == 1 else f"rows {first} were"
        told.append(
            Text(
                f"第 {'、'.join(rows[:8])}{more_zh}未导入：{reason.zh}",
                f"{en} kept aside: {reason.en}",
            )
        )
    if len(groups) > _MOST_SHOWN:
        more = count(sum(len(g) for g in list(groups.values())[_MOST_SHOWN:]))
        told.append(
            Text(
                f"另有 {more} 行未导入，原因见隔离区文件",
                f"{more} more rows were kept aside; see the quarantine file",
            )
        )
    return told


def header_notes(header: Header) -> list[Text]:
    notes = []
    if header.row > 1 and header.preamble:
        period = period_in(header.preamble)
        named = (
            Text(f"，写明的时间是 {period.label.zh}", f", naming {period.label.en}")
            if period
            else Text("", "")
        )
        notes.append(
            Text(
                f"表头在第 {header.row} 行，上面的 {len(header.preamble)} 行标题没有当成数据"
                f"{named.zh}",
                f"the header is row {header.row}; the {len(header.preamble)} title "
                f"rows above are no data{named.en}",
            )
        )
    return notes


def shop_notes(shops: pa.ChunkedArray, shop: str) -> list[Text]:
    """Rows go to the shop that is named at import; a file of several shops is refused."""
    named = sorted({name.strip() for name in pc.unique(shops).to_pylist()} - {""})
    if len(named) > 1:
        raise DataInvalid(
            Text(
                zh=f"文件里有 {len(named)} 家店铺的数据（{listed(named, 5)}），一次只能导入一家；"
                "请按店铺拆开。",
                en=f"The file holds {len(named)} shops ({listed(named, 5)}); split it and import "
                "one shop at a time.",
            )
        )
    if named and named[0] != shop:
        return [
            Text(
                f"文件里的店铺写的是 {named[0]}，按你指定的 {shop} 导入",
                f"the file names the shop {named[0]}; imported as {shop}, as you asked",
            )
        ]
    return []
