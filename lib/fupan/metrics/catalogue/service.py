"""Service and reviews: who asked, how fast we answered, what they said after."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.facts import SERVICE
from fupan.metrics.kinds import Metric, People, Ratio, Total

_DAILY = Text(
    "各日人数累加，同一人多天咨询会重复计，是上限",
    "daily people summed, an upper bound: who asks on two days counts twice",
)

METRICS: tuple[Metric, ...] = (
    Total(
        name="inquiries",
        label=Text("咨询次数", "Inquiries"),
        fact=SERVICE,
        of="inquiries",
        unit="count",
        good="depends",
        formula=Text("期内接待的咨询次数", "inquiries received"),
        trap=Text("次数，不是人数", "conversations, not people"),
        source="客服报表",
        called={"生意参谋": "咨询次数", "京东商智": "咨询量"},
    ),
    Total(
        name="answered",
        label=Text("已回复咨询", "Inquiries answered"),
        fact=SERVICE,
        of="answered",
        unit="count",
        good="up",
        formula=Text("有回复的咨询次数", "inquiries that got an answer"),
        trap=Text(
            "机器人回复算不算，看平台", "whether a robot's answer counts depends on the platform"
        ),
        source="客服报表",
    ),
    Total(
        name="inquiries_with_answers",
        label=Text("回复已知的咨询次数", "Inquiries with answers recorded"),
        fact=SERVICE,
        of="inquiries",
        where=lambda t: t.answered.notnull(),
        needs=("answered",),
        unit="count",
        good="depends",
        shown=False,
        formula=Text("回复数已知的咨询次数", "inquiries whose answers are recorded"),
        trap=Text("只作响应率的分母", "only the bottom of the response rate"),
        source="客服报表",
    ),
    Ratio(
        name="response_rate",
        label=Text("响应率", "Response rate"),
        top="answered",
        bottom="inquiries_with_answers",
        unit="rate",
        good="up",
        formula=Text("已回复 ÷ 咨询次数", "inquiries answered ÷ inquiries"),
        trap=Text(
            "平台考核的是 3 分钟人工响应率，另有口径",
            "platforms grade the share answered by a human in 3 minutes, another figure",
        ),
        source="客服报表",
        called={"拼多多": "人工回复率", "千牛": "回复率"},
    ),
    Total(
        name="response_seconds",
        label=Text("首响秒数合计", "First response seconds, summed"),
        fact=SERVICE,
        of=lambda t: t.first_response_seconds * t.inquiries,
        needs=("first_response_seconds",),
        unit="seconds",
        good="down",
        shown=False,
        formula=Text("平均首响秒数 × 咨询次数", "mean seconds × inquiries"),
        trap=Text("只作平均首响的分子", "only the top of the mean"),
        source="客服报表",
    ),
    Total(
        name="inquiries_timed",
        label=Text("计时的咨询次数", "Inquiries timed"),
        fact=SERVICE,
        of="inquiries",
        where=lambda t: t.first_response_seconds.notnull(),
        needs=("first_response_seconds",),
        unit="count",
        good="depends",
        shown=False,
        formula=Text("首响秒数已知的咨询次数", "inquiries whose first response was timed"),
        trap=Text("只作平均首响的分母", "only the bottom of the mean"),
        source="客服报表",
    ),
    Ratio(
        name="first_response_seconds",
        label=Text("平均首响时长", "First response time"),
        top="response_seconds",
        bottom="inquiries_timed",
        unit="seconds",
        good="down",
        formula=Text(
            "按咨询次数加权的首次响应秒数", "seconds to first answer, weighted by inquiries"
        ),
        trap=Text(
            "各客服、各天的平均不能再简单平均", "means of agents or days are weighted, not averaged"
        ),
        source="客服报表",
        called={"千牛": "首次响应时长", "生意参谋": "平均响应时长"},
    ),
    People(
        name="inquiry_buyers",
        label=Text("询单人数（日累加）", "Daily inquirers, summed"),
        fact=SERVICE,
        daily="inquiry_buyers",
        unit="people",
        good="depends",
        formula=Text("各日售前询单人数相加", "people who asked before buying, each day"),
        trap=_DAILY,
        source="客服报表",
        called={"生意参谋": "询单人数", "赤兔": "询单人数"},
    ),
    People(
        name="inquiry_pay_buyers",
        label=Text("询单付款人数（日累加）", "Daily inquirers who paid, summed"),
        fact=SERVICE,
        daily="inquiry_pay_buyers",
        unit="people",
        good="up",
        formula=Text("各日询单付款人数相加", "of the inquirers, who paid, each day"),
        trap=_DAILY,
        source="客服报表",
        called={"赤兔": "询单付款人数"},
    ),
    Ratio(
        name="inquiry_conversion",
        label=Text("询单转化率", "Inquiry conversion"),
        top="inquiry_pay_buyers",
        bottom="inquiry_buyers",
        unit="rate",
        good="up",
        formula=Text("询单付款人数 ÷ 询单人数", "inquirers who paid ÷ inquirers"),
        trap=Text(
            "“当日”和“最终”两种窗口常在同一张表里，别混",
            "same-day and final windows stand in the same file; do not mix them",
        ),
        counted={"赤兔": Text("当日与最终两种窗口", "a same-day and a final window")},
        source="客服报表",
        called={"赤兔": "询单转化率", "千牛": "询单转化率"},
    ),
    Ratio(
        name="inquiry_rate",
        label=Text("咨询率", "Inquiry rate"),
        top="inquiry_buyers",
        bottom="visitors",
        unit="rate",
        good="depends",
        formula=Text("询单人数 ÷ 访客数", "inquirers ÷ visitors"),
        trap=Text(
            "两个日累加之比；详情页讲不清时它会升", "it rises when the page leaves questions open"
        ),
        source="生意参谋",
        called={"生意参谋": "咨询率"},
    ),
    Total(
        name="complaints",
        label=Text("投诉数", "Complaints"),
        fact=SERVICE,
        of="complaints",
        unit="count",
        good="down",
        formula=Text("期内投诉数", "complaints received"),
        trap=Text("按投诉日，多是以前的订单", "by the day of complaint, mostly of earlier orders"),
        source="客服报表",
        called={"千牛": "投诉数"},
    ),
    Total(
        name="disputes",
        label=Text("纠纷数", "Disputes"),
        fact=SERVICE,
        of="disputes",
        unit="count",
        good="down",
        formula=Text("期内纠纷数", "disputes opened"),
        trap=Text(
            "买家撤销的是否计入，看平台", "whether withdrawn ones count depends on the platform"
        ),
        source="客服报表",
        called={"拼多多": "纠纷退款数", "千牛": "纠纷数"},
    ),
    Ratio(
        name="complaint_rate",
        label=Text("投诉率", "Complaint rate"),
        top="complaints",
        bottom="paid_orders",
        unit="rate",
        good="down",
        formula=Text("投诉数 ÷ 支付订单数", "complaints ÷ paid orders"),
        trap=Text("分子多是以前的订单", "the top is mostly about earlier orders"),
        source="客服报表",
    ),
    Ratio(
        name="dispute_rate",
        label=Text("纠纷率", "Dispute rate"),
        top="disputes",
        bottom="paid_orders",
        unit="rate",
        good="down",
        formula=Text("纠纷数 ÷ 支付订单数", "disputes ÷ paid orders"),
        trap=Text(
            "平台的分母是已确认的订单，这里是支付订单",
            "platforms divide by confirmed orders; here by paid ones",
        ),
        counted={
            "速卖通": Text(
                "（提起 − 买家撤销）÷（确认 + 自动确认 + 提起）",
                "(raised − withdrawn) ÷ (confirmed + auto-confirmed + raised)",
            )
        },
        source="客服报表",
        called={"速卖通": "纠纷率"},
    ),
)
