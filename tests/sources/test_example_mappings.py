"""The mappings that docs/examples ships read the real files that they were written for."""

from pathlib import Path

import pytest

from fupan.sources.importer import prepare

DOCS = Path(__file__).parents[2] / "docs/examples"
GROCER = Path(__file__).parents[2] / "../shared/data/dunnhumby_complete_journey"


@pytest.mark.skipif(not GROCER.exists(), reason="the grocer's data are not beside the repository")
@pytest.mark.parametrize(
    ("file", "table", "rows"),
    [("campaign_descriptions", "campaigns", 27), ("coupons", "campaign_products", 104_011)],
)
def test_the_grocers_campaigns_are_read_whole(file, table, rows):
    """27 campaigns; of 116,204 coupons 12,193 repeat a campaign and product of another."""
    prepared = prepare(
        [GROCER / f"{file}.parquet"], shop="g", key=b"k" * 32, zone="America/New_York",
        profile=DOCS / f"dunnhumby_{table}.toml",
    )  # fmt: skip
    (report,) = prepared.files
    assert (report.accepted, report.quarantined) == (rows, 0)
    assert prepared.tables[table].num_rows == rows
