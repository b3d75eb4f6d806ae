"""The shop's tables in canonical form, made from what happened."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa

from fupan.contract import TABLES, Kind
from fupan.sources.sample import ads, care, ledger, plan
from fupan.sources.sample.clicks import events
from fupan.sources.sample.days import DAYS
from fupan.sources.sample.goods import (
    IDS,
    LEAD_DAYS,
    PRODUCTS,
    SKU_IDS,
    SKU_PRODUCT,
    SKU_TITLES,
)
from fupan.sources.sample.live_tables import live_products, lives
from fupan.sources.sample.order_table import order_names, orders
from fupan.sources.sample.orders import moments
from fupan.sources.sample.places import DEVICES, NAMES
from fupan.sources.sample.play import Shop
from fupan.sources.sample.prices import RIVAL, RIVAL_EVERY_DAYS, RIVAL_GOODS, asked, rival
from fupan.sources.sample.rates import expected
from fupan.sources.sample.stock import PACK, WAREHOUSE
from fupan.sources.sample.traffic import product_traffic, traffic

NAME = "sample"
_PRODUCT = np.array(IDS)


def all_tables(shop: Shop) -> Iterator[tuple[str, pa.Table]]:
    """Every table by name, cast to the contract's schema; `orders` first."""
    frames = {
        "orders": lambda: orders(shop),
        "traffic": lambda: _traffic(shop),
        "product_traffic": lambda: _product_traffic(shop),
        "events": lambda: events(shop),
        "ads": lambda: _dated(ads.ads(shop)),
        "lives": lambda: lives(shop),
        "live_products": lambda: live_products(shop),
        "inventory": lambda: _inventory(shop),
        "purchases": lambda: _purchases(shop),
        "service": lambda: _dated(care.service(shop)),
        "reviews": lambda: _reviews(shop),
        "products": _products,
        "skus": _skus,
        "campaigns": plan.campaigns,
        "campaign_products": plan.campaign_products,
        "prices": lambda: _prices(shop),
        "targets": lambda: plan.targets(shop, expected(frozenset(), None)),
        "costs": plan.costs,
        "log": ledger.log,
        "actions": ledger.actions,
        "calendar": plan.calendar,
    }
    for name, frame in frames.items():
        yield name, _cast(name, frame())


def _cast(name: str, frame: pd.DataFrame) -> pa.Table:
    """The frame as an Arrow table with exactly those of the contract's columns that it has."""
    table = TABLES[name]
    if "shop" in table.names:
        frame = frame.assign(shop=NAME)
    columns = [c for c in table.columns if c.name in frame.columns]
    arrays = [_array(frame[c.name], c.kind) for c in columns]
    return pa.table(arrays, names=[c.name for c in columns])


def _array(values: pd.Series, kind: Kind) -> pa.Array:
    if kind is Kind.MONEY and values.dtype.kind == "i":
        # Whole numbers are cents already (below 0 = not known): the same digits, read with a
        # point two places further left.
        cents = values.to_numpy().astype(np.int64)
        whole = pa.array(cents, mask=cents < 0).cast(pa.decimal128(19, 0))
        return pa.Array.from_buffers(kind.arrow, len(whole), whole.buffers())
    if kind in (Kind.MONEY, Kind.NUMBER):
        plain = [None if pd.isna(v) else Decimal(repr(float(v))) for v in values]
        return pa.array(plain, type=pa.decimal128(38, 12)).cast(kind.arrow)
    if kind is Kind.COUNT:
        return pa.array(values.astype("Int64"), type=kind.arrow)
    if kind is Kind.DAY:
        return pa.array(pd.to_datetime(values).to_numpy().astype("datetime64[D]"), type=kind.arrow)
    if kind is Kind.TIME:
        return pa.array(values.to_numpy().astype("datetime64[us]"), type=kind.arrow)
    return pa.array(values.tolist(), type=kind.arrow, from_pandas=True)


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(date=DAYS.to_numpy()[frame["day"]])


def _traffic(shop: Shop) -> pd.DataFrame:
    frame = _dated(traffic(shop))
    return frame.assign(
        channel=np.array(NAMES)[frame["channel"]], device=np.array(DEVICES)[frame["device"]]
    )


def _product_traffic(shop: Shop) -> pd.DataFrame:
    frame = _dated(product_traffic(shop))
    return frame.assign(product_id=_PRODUCT[frame["product"]], channel="all")


def _products() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "product_id": p.product_id,
                "title": p.title,
                "category": p.category,
                "brand": p.brand,
                "role": p.role,
                "list_price": float(p.list_price),
                "unit_cost": float(p.unit_cost),
                "commission_rate": 0.05,
                "listed_on": p.listed_on,
            }
            for p in PRODUCTS
        ]
    )


def _skus() -> pd.DataFrame:
    goods = [PRODUCTS[p] for p in SKU_PRODUCT]
    return pd.DataFrame(
        {
            "sku_id": SKU_IDS,
            "product_id": [p.product_id for p in goods],
            "title": SKU_TITLES,
            "unit_cost": [float(p.unit_cost) for p in goods],
            "lead_time_days": [LEAD_DAYS[p.supplier] for p in goods],
            "pack_size": PACK,
            "min_order": PACK,
            "shelf_life_days": pd.array(
                [540 if p.category == "茶叶" else None for p in goods], dtype="Int64"
            ),
        }
    )


def _prices(shop: Shop) -> pd.DataFrame:
    """One row per day × product × seller; the rival is looked at every other day."""
    day, product = (g.ravel() for g in np.indices((len(DAYS), len(IDS))))
    own = pd.DataFrame(
        {
            "day": day,
            "product": product,
            "seller": "self",
            "price": asked(shop.active)[day, product],
        }
    )
    watched = np.isin(_PRODUCT[product], RIVAL_GOODS) & (day % RIVAL_EVERY_DAYS == 0)
    other = pd.DataFrame(
        {
            "day": day[watched],
            "product": product[watched],
            "seller": RIVAL,
            "price": rival(shop.chance, shop.active)[day, product][watched],
        }
    )
    table = pd.concat([own, other]).sort_values(["product", "seller", "day"], ignore_index=True)
    return _dated(table.assign(product_id=_PRODUCT[table["product"]]))


def _inventory(shop: Shop) -> pd.DataFrame:
    """One row per day × SKU in the one warehouse, ordered by SKU and day."""
    sku, day = (g.ravel() for g in np.indices((len(SKU_IDS), len(DAYS))))
    stock = shop.stock
    return _dated(
        pd.DataFrame(
            {
                "day": day,
                "warehouse": WAREHOUSE,
                "sku_id": np.array(SKU_IDS)[sku],
                "product_id": _PRODUCT[SKU_PRODUCT[sku]],
                "on_hand": stock.on_hand[day, sku],
                "reserved": 0,
                "in_transit": stock.in_transit[day, sku],
                "unit_cost": np.array([p.unit_cost for p in PRODUCTS])[SKU_PRODUCT[sku]] * 100,
            }
        )
    )


def _purchases(shop: Shop) -> pd.DataFrame:
    """One row per order line; what has not arrived when the files are made has no arrival."""
    stock, last = shop.stock, len(DAYS)
    goods = [PRODUCTS[p] for p in SKU_PRODUCT[stock.po_sku]]
    arrived = stock.po_received < last
    start = DAYS.to_numpy()[0].astype("datetime64[D]")
    received = np.where(arrived, start + stock.po_received, np.datetime64("NaT"))
    frame = pd.DataFrame(
        {
            "day": stock.po_ordered,
            "supplier": [p.supplier for p in goods],
            "sku_id": np.array(SKU_IDS)[stock.po_sku],
            "ordered_on": DAYS.to_numpy()[stock.po_ordered],
            "expected_on": start + stock.po_expected,
            "received_on": received,
            "quantity": stock.po_quantity,
            "received_quantity": pd.array(np.where(arrived, stock.po_quantity, -1), dtype="Int64"),
            "unit_cost": [float(p.unit_cost) for p in goods],
        }
    )
    frame.loc[~arrived, "received_quantity"] = pd.NA
    # One purchase order per supplier and Monday.
    codes = {name: code for code, name in enumerate(LEAD_DAYS, start=1)}
    frame["po_id"] = [
        f"PO{DAYS[d]:%y%m%d}{codes[s]:02d}"
        for d, s in zip(frame["day"], frame["supplier"], strict=True)
    ]
    frame = frame.sort_values(["day", "po_id", "sku_id"], ignore_index=True)
    frame["line_id"] = (frame.groupby("po_id").cumcount() + 1).astype(str)
    return frame


def _reviews(shop: Shop) -> pd.DataFrame:
    frame = care.reviews(shop)
    names = order_names(shop)
    return frame.assign(
        review_id=[f"V{n:06d}" for n in range(1, len(frame) + 1)],
        order_id=names.reindex(frame["order_key"]).to_numpy(),
        product_id=_PRODUCT[frame["product"]],
        created_at=moments(frame["second"]),
    )
