"""What a shop writes about a campaign: the regions it held out, and the line of its offer."""

from __future__ import annotations

import re

from fupan.store import Shop

_HOLDOUT = re.compile(r"(?:对照|holdout)[^:：]*[:：]\s*(.+)", re.IGNORECASE)
_LINE = re.compile(
    r"满\s*(\d+(?:\.\d+)?)|(?:off|over|above|spend)\s+[¥$€£]?(\d+(?:\.\d+)?)", re.IGNORECASE
)


def provinces(told: object) -> frozenset[str]:
    """The provinces named after `对照地区：` or `holdout:`; none where there is no such mark."""
    found = _HOLDOUT.search(told) if isinstance(told, str) else None
    if found is None:
        return frozenset()
    return frozenset(re.split(r"[、,，;；\s]+", found[1].strip(" 。.")))


def threshold(*told: object) -> float | None:
    """The amount of `满300减50` (or `30 off 300`, `over 300`) in a title or goal; else None."""
    for text in told:
        found = _LINE.search(text) if isinstance(text, str) else None
        if found:
            return float(found[1] or found[2])
    return None


def held_out(shop: Shop) -> dict[str, frozenset[str]]:
    """Provinces that the operations log says were held out, by campaign.

    A log row whose subject is the campaign and whose note reads `对照地区：四川、重庆` or
    `holdout: …` marks them; so does the campaign's own goal.
    """
    if not shop.has("log"):
        return {}
    rows = shop.table("log").select("subject", "note").to_pandas()
    marked = {r.subject: provinces(r.note) for r in rows.itertuples()}
    return {subject: provinces for subject, provinces in marked.items() if provinces}
