"""Whether a scheduled run can read the shops: their tables, and the time zone of their days."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from fupan.ground.errors import FupanError
from fupan.ground.language import Text
from fupan.report.found import ADVICE, FAULT, OK, Found
from fupan.store import open_shop, shop_names


def store(shop: str | None, data: str | Path | None) -> Found:
    name = Text("数据仓", "store")
    names = [shop] if shop else shop_names(data)
    if not names:
        return Found(
            name,
            ADVICE,  # the machine is none the worse for it
            Text("还没有店铺", "no shop yet"),
            Text(
                "先导入：fupan import 文件夹 --shop 店铺名。",
                "Import first: fupan import FOLDER --shop NAME.",
            ),
        )
    told, told_en = [], []
    for one in names:
        try:
            opened = open_shop(one, data)
            for table in opened.tables:
                opened.table(table).count().to_pyarrow()
        except FupanError as fault:
            return Found(name, FAULT, Text(one, one), fault.text)
        except Exception as fault:  # whatever a broken file makes the engine say
            kind = type(fault).__name__
            return Found(
                name,
                FAULT,
                Text(f"{one} 读不了（{kind}）", f"{one} is unreadable ({kind})"),
                Text(
                    "撤销最近的导入（fupan undo），或从原文件重新导入。",
                    "Undo the last import (fupan undo), or import the files anew.",
                ),
            )
        held = opened.days("orders") if opened.has("orders") else None
        last = f"{held.last}" if held else "–"
        told.append(f"{one} 订单到 {last}")
        told_en.append(f"{one}: orders to {last}")
    return Found(name, OK, Text("；".join(told), "; ".join(told_en)))


def timezone(shop: str | None, data: str | Path | None) -> Found:
    name = Text("时区", "time zone")
    names = [shop] if shop else shop_names(data)
    try:
        zones = sorted({open_shop(one, data).timezone for one in names})
        for zone in zones:
            ZoneInfo(zone)
    except FupanError as fault:
        return Found(name, FAULT, Text("读不了", "unreadable"), fault.text)
    told = ", ".join(zones) or "Asia/Shanghai"
    return Found(
        name,
        OK,
        Text(
            f"按店铺的 {told} 分天；机器时区不影响数字",
            f"days by the shop's {told}, whatever the machine's",
        ),
    )
