"""生意参谋 客服 业绩询单: one row per day; the rows 汇总, 全店 and 同行 below are no days."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read

PROFILE = Profile(
    name="sycm_service",
    title=Text("生意参谋 客服（业绩询单）", "Sycm customer service (inquiries)"),
    table="service",
    platform="taobao",
    currency="CNY",
    reads={
        "date": read(As.DAY, "日期", "统计日期"),
        "agent": read(As.ID, "旺旺", "客服昵称", "客服"),
        "inquiries": read(As.COUNT, "咨询人数", "询单人数"),
        "answered": read(As.COUNT, "接待人数", "有效接待人数"),
        "response": read(As.NUMBER, "平均响应时长", "平均响应时长(秒)"),
        "buyers": read(As.COUNT, "询单人数"),
        "paying": read(As.COUNT, "最终付款人数", "当日付款人数"),
    },
    needs=("date", "inquiries"),
    never=("渠道", "浏览量", "支付金额"),
    fills={
        "date": "date",
        "desk": "'wangwang'",
        "agent": '"agent"',
        "inquiries": "inquiries",
        "answered": "answered",
        "first_response_seconds": "response",
        "inquiry_buyers": "buyers",
        "inquiry_pay_buyers": "paying",
    },
    notes=(
        Text(
            "响应时长是平均响应（不是首次响应）；付款人数取最终付款",
            "response is the mean response and not the first; paying is final payment",
        ),
    ),
    cannot=(Text("没有投诉和纠纷", "no complaints and no disputes"),),
)
