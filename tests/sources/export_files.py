# ruff: noqa: E501, SIM905 (header rows stand as the platforms write them)
"""Writes small export files with the platforms' documented headers and quirks, for tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl

TAOBAO_2016 = (
    "订单编号,买家会员名,买家支付宝账号,支付交易号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,"
    "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,"
    "订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,"
    "订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,定金排名,修改后的sku,"
    "修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,买家姓名,买家身份证号,买家手机号"
).split(",")

TAOBAO_2022 = (
    "订单编号,买家会员名,买家会员昵称,支付单号,支付详情,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,"
    "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址,运送方式,联系电话,联系手机,"
    "虚拟号过期时间,订单创建时间,订单付款时间,宝贝标题,宝贝种类,物流单号,物流公司,订单备注,宝贝总数量,店铺Id,"
    "店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,"
    "是否上传合同照片,是否上传小票,是否代付,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,"
    "是否是O2O交易,新零售交易类型,新零售导购门店名称,新零售导购门店id,新零售发货门店名称,新零售发货门店id,退款金额,"
    "预约门店,确认收货时间,打款商家金额,含应开票给个人的个人红包,是否信用购,体验期结束时间,前N有礼,配送类型,"
    "直播返现状态,返现金额,延迟发货自动赔付金额,新零售成交门店昵称,新零售成交门店id,新零售成交经销商id,预售订单,"
    "发货时间,商家备忘,主订单编号"
).split(",")

TAOBAO_2026 = (
    "订单编号,支付单号,买家应付货款,买家应付邮费,总金额,买家实付金额,订单状态,收货地址,运送方式,订单创建时间,"
    "商品标题,宝贝种类,物流单号,物流公司,备注标签,商家备注,宝贝总数量,开票信息,手机订单,商品属性SKU,发货时间"
).split(",")

QIANNIU_ORDERS = (
    "订单编号,订单状态,买家实付金额,买家应付邮费,确认收货打款金额,退款金额,订单创建时间,订单付款时间,发货时间,"
    "确认收货时间,商家备注,订单关闭原因,收货地址"
).split(",")

QIANNIU_ITEMS = (
    "子订单编号,主订单编号,商品标题,商品价格,购买数量,商品属性,订单状态,买家实付金额,退款状态,退款金额,商品ID,发货时间"
).split(",")

ITEMS_OLD = (
    "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码"
).split(",")

ITEMS_2022 = (
    "子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码,支付单号,"
    "买家应付货款,买家实际支付金额,退款状态,退款金额,订单创建时间,订单付款时间"
).split(",")

SYCM_PRODUCTS = (
    "统计日期,商品ID,商品名称,主商品ID,商品类型,货号,商品状态,商品标签,商品访客数,商品浏览量,平均停留时长,"
    "商品详情页跳出率,商品收藏人数,商品加购件数,商品加购人数,下单买家数,下单件数,下单金额,下单转化率,支付买家数,"
    "支付件数,支付金额,商品支付转化率,支付新买家数,支付老买家数,老买家支付金额,聚划算支付金额,访客平均价值,"
    "成功退款金额,竞争力评分,年累计支付金额,月累计支付金额,月累计支付件数,搜索引导支付转化率,搜索引导访客数,"
    "搜索引导支付买家数,结构化详情引导转化率,结构化详情引导成交占比"
).split(",")

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,"
    "Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,"
    "Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,"
    "Billing Street,Billing City,Shipping Name,Shipping Phone,Notes,Cancelled at,Payment Method,"
    "Refunded Amount,Vendor,Id,Tags,Source,Lineitem discount,Phone"
).split(",")

GENERIC = (
    "订单编号,买家昵称,商品ID,商品标题,数量,单价,应付金额,实付金额,退款金额,订单状态,订单创建时间,付款时间,收货人,"
    "手机,收货地址"
).split(",")

Record = dict[str, object]


def rows_of(header: Sequence[str], records: Iterable[Record]) -> list[list[object]]:
    """Records as rows under a header; a name that the header lacks is a mistake of the test."""
    names = [h.strip() for h in header]
    rows = []
    for record in records:
        assert set(record) <= set(names), set(record) - set(names)
        rows.append([record.get(name, "") for name in names])
    return rows


def write_csv(
    path: Path,
    header: Sequence[str],
    records: Iterable[Record],
    *,
    encoding: str = "gb18030",
    above: Sequence[str] = (),
    below: Sequence[str] = (),
) -> Path:
    """A CSV with CRLF, as back ends write it; `above` and `below` are raw lines around it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows_of(header, records))
    lines = (
        "".join(f"{line}\r\n" for line in above)
        + text.getvalue()
        + "".join(f"{line}\r\n" for line in below)
    )
    path.write_bytes(lines.encode(encoding))
    return path


def write_xlsx(
    path: Path,
    header: Sequence[str],
    records: Iterable[Record],
    *,
    above: Sequence[Sequence[object]] = (),
) -> Path:
    """A workbook with one sheet; values keep their types, so that numbers stay numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in above:
        sheet.append(list(line))
    sheet.append(list(header))
    for row in rows_of(header, records):
        sheet.append(row)
    book.save(path)
    return path


def generic_order(number: int, **changed: object) -> Record:
    """One sound row of the generic order table; 实付 is 10.00 × the number."""
    return {
        "订单编号": str(1650000000000000000 + number),
        "买家昵称": f"tb买家{number:05d}",
        "商品ID": str(680000000000 + number % 5),
        "商品标题": "春季连衣裙 收腰显瘦",
        "数量": "1",
        "单价": f"{number * 10}.00",
        "应付金额": f"{number * 10}.00",
        "实付金额": f"{number * 10}.00",
        "退款金额": "0.00",
        "订单状态": "交易成功",
        "订单创建时间": f"2024-01-{1 + number % 28:02d} 08:00:00",
        "付款时间": f"2024-01-{1 + number % 28:02d} 08:00:05",
        "收货人": "张三",
        "手机": f"1380013{number:04d}",
        "收货地址": "浙江省杭州市西湖区测试路1号",
        **changed,
    }
