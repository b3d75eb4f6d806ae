"""GA4 着陆页: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "ga4_landing_pages",
    Text("GA4 着陆页", "GA4 landing pages"),
    (
        "Landing page + query string",
        "Sessions",
    ),
    Text(
        "按着陆页看，没有渠道，流量表放不下；请导出“流量获取”（Traffic acquisition）",
        "it splits by landing page and not by channel; export Traffic acquisition instead",
    ),
)
