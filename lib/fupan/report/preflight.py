"""What must hold before a kernel starts: the shop is there, and it has data in the month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fupan.ground.errors import DataMissing
from fupan.ground.language import Text
from fupan.ground.periods import Period

# The tables whose days show that the shop traded.
_TELLING = (
    "orders",
    "traffic",
    "product_traffic",
    "events",
    "ads",
    "lives",
    "inventory",
    "service",
)


@dataclass(frozen=True)
class Ready:
    """A shop as one run reads it.

    Every kernel opens the same snapshot, whatever is imported meanwhile.
    """

    shop: str
    title: Text
    currency: str = "CNY"
    snapshot: int | None = None
    tables: Mapping[str, int] = field(default_factory=dict)
    mark: str = ""  # what is read, as one hash


def ready(
    shop_name: str, month: Period, data: str | Path | None, as_of: str | date | int | None
) -> Ready:
    """The shop's state for the run; an error names what it has where the month is absent."""
    # The store brings Ibis and DuckDB, which a run of a notebook alone has no use for.
    from fupan.store import open_shop

    shop = open_shop(shop_name, data=data, as_of=as_of)
    held = [p for p in (shop.days(name) for name in _TELLING) if p is not None]
    if not any(period.overlaps(month) for period in held):
        raise _nothing(shop_name, month, held)
    number = shop.snapshot.number if shop.snapshot else None
    return Ready(shop_name, shop.title, shop.currency, number, dict(shop.versions), shop.mark)


def _nothing(shop_name: str, month: Period, held: list[Period]) -> DataMissing:
    if not held:
        return DataMissing(
            Text(
                zh=f"店铺 {shop_name} 里还没有带日期的数据；请先用 `fupan import` 导入。",
                en=f"Shop {shop_name} holds no dated data yet; import some with `fupan import`.",
            )
        )
    first, last = min(p.start for p in held), max(p.last for p in held)
    return DataMissing(
        Text(
            zh=f"店铺 {shop_name} 没有 {month} 的数据（现有 {first:%Y-%m} 到 {last:%Y-%m}）；"
            "请换一个月份，或先用 `fupan import` 导入。",
            en=f"Shop {shop_name} has no data for {month} (it has {first:%Y-%m} to "
            f"{last:%Y-%m}); choose another month, or import it with `fupan import`.",
        )
    )
