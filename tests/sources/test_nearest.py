"""An unknown file is told what it is like, by the columns that few kinds share."""

from __future__ import annotations

import pytest

from fupan.sources import known_profiles, prepare


def _refused(tmp_path, names) -> str:
    path = tmp_path / "file.csv"
    path.write_text(",".join(names) + "\n" + ",".join("1" * len(names)) + "\n", "utf-8")
    (report,) = prepare([path], shop="x", key=b"k" * 32).files
    assert report.outcome != "loaded"
    return " ".join(error.zh for error in report.errors)


@pytest.mark.parametrize("name", ["pdd_orders", "jd_orders", "sycm_products", "shopify_orders"])
def test_an_export_without_one_of_its_columns_is_still_known_for_what_it_is(tmp_path, name):
    profile = next(p for p in known_profiles() if p.name == name)
    needs = [profile.reads[key].names[0] for key in profile.needs]
    told = _refused(tmp_path, needs[1:])
    assert told.startswith(f"最像“{profile.title.zh}”，但缺少必需的列 {needs[0]}")
    assert "fupan map" in told


def test_a_table_with_but_a_date_is_like_none(tmp_path):
    told = _refused(tmp_path, ["日期", "心情", "天气"])
    assert "和已知的导出格式都不像" in told
