"""The causes of a loss in traffic or conversion, each with what it predicts and what refutes it.

Only words and signs stand here; the tests that use them stand in the diagnosis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fupan.ground.language import Text


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause: the steps it moves and which way (`predicts`), where its evidence lies, how it is
    confirmed and refuted, and what to do about it."""

    name: str
    label: Text
    because: Text  # as the end of a sentence about the loss
    notebook: str
    subject_kind: str
    predicts: Mapping[str, int]  # step → −1 falls, 0 holds, +1 rises
    tables: tuple[str, ...]  # without all of these it cannot be checked
    log_kinds: tuple[str, ...]
    confirmed_by: Text
    refuted_by: Text
    action: Text
    test: Text  # what to try next, one change


_TRAFFIC, _CONVERSION = "01_traffic", "02_conversion"

CAUSES: Mapping[str, Cause] = {
    c.name: c
    for c in (
        Cause(
            "price",
            Text("涨价", "price rise"),
            Text(
                "最可能是涨价赶走的：别的商品没有这样掉",
                "most likely its higher price: the other products did not fall like this",
            ),
            _CONVERSION,
            "product",
            {"conversion": -1, "order": -1, "cart": -1, "dwell": 0, "bounce": 0},
            ("prices",),
            ("price",),
            Text("自家售价上涨，涨价后这个商品的转化比其他商品多降",
                 "the own price rose and since then the product converts worse than the others"),
            Text("涨价前就已经下降，或停留、跳失先变坏",
                 "conversion fell before the price rose, or people stay shorter and bounce more"),
            Text(
                "试把价格调回，或用券补回差价", "try the old price, or a coupon for the difference"
            ),
            Text("同一商品限量发差价券", "a coupon for the difference, for half of the visitors"),
        ),
        Cause(
            "detail_page",
            Text("详情页变差", "weak detail page"),
            Text(
                "最可能是详情页的问题：只有这个商品的加购掉了",
                "most likely its detail page: fewer fill the cart with this product only",
            ),
            _CONVERSION,
            "product",
            {"cart": -1, "dwell": -1, "bounce": +1},
            ("product_traffic",),
            ("detail_page", "main_image", "title"),
            Text("停留变短、跳失变高，加购随之下降，只在这个商品上",
                 "shorter stays, more bounces and fewer carts, on this product only"),
            Text("停留和跳失没有变", "stays and bounces did not move"),
            Text(
                "恢复旧版详情页，再一次只改一处",
                "go back to the old page, then change one block at a time",
            ),
            Text("新旧详情页各给一半访客", "old and new page, half of the visitors each"),
        ),
        Cause(
            "competitor_promotion",
            Text("竞品促销", "a rival's promotion"),
            Text(
                "最可能是被降价的竞品抢走的：加购的人还在，买的人少了",
                "most likely a cheaper rival: people still fill the cart and then do not buy",
            ),
            _CONVERSION,
            "product",
            {"cart": 0, "close": -1, "conversion": -1, "dwell": 0, "bounce": 0},
            ("prices",),
            ("competitor",),
            Text("竞品降价期间，加购还在，下单和支付掉了",
                 "while the rival was cheaper people still put it in the cart and did not buy"),
            Text("加购、停留先变坏，或竞品没有降价",
                 "carts or stays fell first, or no rival became cheaper"),
            Text("跟价三天或加赠，先护住这个商品", "match the offer for three days, or add a gift"),
            Text("对加购未付的人限时补差", "a limited offer to those who left it in the cart"),
        ),
        Cause(
            "stockout",
            Text("断货", "stock-out"),
            Text(
                "最可能是因为断货：人照样来，没有货卖",
                "most likely an empty shelf: people came and there was nothing to sell",
            ),
            _CONVERSION,
            "product",
            {"order": -1, "conversion": -1, "visitors": 0, "dwell": 0},
            ("inventory",),
            ("stock", "supplier"),
            Text("库存为 0 的日子访客还在，成交没了",
                 "on the days without stock people came and could not buy"),
            Text("库存为 0 的日子照样成交", "it sold as usual on the days without stock"),
            Text("补货，重设补货点；断货期间把流量转给替代款",
                 "restock, reset the reorder point; send its traffic to a substitute meanwhile"),
            Text("断货页挂替代款", "offer a substitute on the page"),
        ),
        Cause(
            "payment_friction",
            Text("付款受阻", "trouble at payment"),
            Text(
                "最可能是付款这一步有阻碍：人下了单，没有付成",
                "most likely something at payment: people place orders and leave them unpaid",
            ),
            _CONVERSION,
            "shop",
            {"pay": -1, "cart": 0, "order": 0},
            ("traffic",),
            ("platform_rule", "other", "service"),
            Text("下单到支付这一步掉了，商品普遍如此，加购和下单不变",
                 "orders are placed and not paid, across products, while carts and orders hold"),
            Text("只有个别商品的支付率掉", "only single products are left unpaid"),
            Text("查运费门槛、支付方式、限购和优惠门槛，改回上一版",
                 "check freight line, payment methods and thresholds, and go back"),
            Text("一半订单用旧运费门槛", "the old freight line for half of the orders"),
        ),
        Cause(
            "service_reviews",
            Text("差评与服务", "bad reviews or service"),
            Text(
                "最可能是差评或服务拖累的：差评一多，转化就比别的商品差",
                "most likely bad reviews or service: since then it converts worse than the others",
            ),
            _CONVERSION,
            "product",
            {"cart": -1, "order": -1, "conversion": -1, "dwell": 0},
            ("reviews",),
            ("service", "supplier"),
            Text("差评变多，之后这个商品的转化比其他商品多降",
                 "bad reviews came, and the product converts worse than the others since"),
            Text("转化先掉、差评后来", "conversion fell before the reviews came"),
            Text("回评、换批次、把常见问题写进详情页",
                 "answer the reviews, change the batch, put the usual question on the page"),
            Text("置顶回评与补偿", "pinned answers and a make-good"),
        ),
        Cause(
            "traffic_mix",
            Text("流量结构变化", "a poorer traffic mix"),
            Text(
                "最可能是流量结构变了：这个渠道的人本来就买得少，各渠道自己的转化没变"
                "（与同样多的人按往常结构来相比）",
                "most likely the mix of visitors: those of this channel always bought less, and "
                "every channel converts as before (held against as many people in the usual mix)",
            ),
            _TRAFFIC,
            "channel",
            {"conversion": 0, "visitors": +1},
            ("traffic",),
            ("promotion", "other"),
            Text("各渠道自己的转化没变，低转化渠道占比变大，合计被摊薄",
                 "every channel converts as before; one that converts less brings more of them"),
            Text("有渠道自己的转化变差", "a channel itself converts worse"),
            Text("分渠道看转化，不按合计定目标；把量引回高转化渠道",
                 "judge conversion by channel; win back the channels that convert"),
            Text("低转化渠道单独落地页", "a landing page of its own for that channel"),
        ),
        Cause(
            "channel_volume",
            Text("渠道流量下滑", "loss of visitors"),
            Text(
                "最可能是这个渠道自己少了人：来的人质量没变",
                "most likely a problem of this channel alone: fewer come, and those who do buy "
                "as before",
            ),
            _TRAFFIC,
            "channel",
            {"visitors": -1, "conversion": 0},
            ("traffic",),
            ("platform_rule", "promotion", "title", "main_image", "other"),
            Text("这个渠道的访客掉了，来的人质量没变",
                 "the channel brings fewer people of the same quality"),
            Text("所有渠道一起掉（淡季），或别的渠道补上了",
                 "all channels fell alike (season), or another channel made up for it"),
            Text("查这个渠道的曝光、排名、预算和计划状态",
                 "check the channel's impressions, rank, budget and plan status"),
            Text("恢复原来的出价或内容频次", "restore the bid or the posting rhythm"),
        ),
        Cause(
            "audience_mismatch",
            Text("人群不准", "wrong audience"),
            Text(
                "最可能是引来的人不对：只有这个渠道的人看得少、走得快、买得少",
                "most likely the wrong people: in this channel alone they look less, leave sooner "
                "and buy less",
            ),
            _TRAFFIC,
            "channel",
            {"bounce": +1, "dwell": -1, "cart": -1, "conversion": -1},
            ("traffic",),
            ("promotion", "other"),
            Text("这个渠道跳失变高、停留变短、加购和转化都掉，其他渠道没有",
                 "more bounces, shorter stays and fewer carts in this channel only"),
            Text("其他渠道一起变差", "the other channels got worse too"),
            Text(
                "收窄定向，换回原来的人群包", "narrow the targeting; go back to the former audience"
            ),
            Text("新旧人群包各半预算", "half of the budget on each audience"),
        ),
    )
}  # fmt: skip
