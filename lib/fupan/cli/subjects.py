"""Whether a subject that a person names is one that the shop's data know.

It warns and never refuses: a product may be noted before its first export.
"""

from __future__ import annotations

from fupan.cli.telling import warn
from fupan.ground.errors import suggestion
from fupan.ground.language import Text
from fupan.store import Shop

WHOLE_SHOP = "shop"
_NAMED_IN = {
    "products": ("product_id",),
    "skus": ("sku_id",),
    "orders": ("product_id", "sku_id"),
    "traffic": ("channel",),
    "campaigns": ("campaign_id",),
    "lives": ("live_id", "streamer"),
    "ads": ("tool", "campaign_id"),
    "service": ("agent",),
    "purchases": ("supplier",),
}


def known_subjects(shop: Shop) -> list[str]:
    """Every product, SKU, channel, campaign, livestream, streamer and supplier held, sorted."""
    found: set[str] = set()
    for name, columns in _NAMED_IN.items():
        if not shop.has(name):
            continue
        table = shop.table(name)
        for column in columns:
            if column in table.columns:
                held = table.select(column).distinct().to_pyarrow()[column].to_pylist()
                found.update(str(value) for value in held if value is not None)
    return sorted(found)


def warn_if_unknown(shop: Shop, subject: str) -> None:
    """Says so where no table holds the subject, with the nearest that one does."""
    known = known_subjects(shop)
    if subject == WHOLE_SHOP or not known or subject in known:
        return
    near = suggestion(subject, [*known, WHOLE_SHOP])
    warn(
        Text(
            zh=f"{shop.name} 的数据里没有 {subject!r}。{near.zh}"
            "已照写的记下；写错了用 fupan undo 撤回。",
            en=f"The data of {shop.name} know no {subject!r}.{near.en} It is noted as written; "
            "take it back with fupan undo if it is a slip.",
        )
    )
