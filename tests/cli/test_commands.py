"""The command line as its users meet it: a real process, its words and its exit code."""

import json
import os
import subprocess
import sys

import pytest

ORDERS = """shop,order_id,line_id,platform,ordered_at,paid_at,status,product_id,quantity,paid_amount
x,100000000000000001,1,tmall,2026-09-01 10:00:00,2026-09-01 10:01:00,paid,p1,1,10.00
x,100000000000000002,1,tmall,2026-09-30 10:00:00,2026-09-30 10:01:00,paid,p1,2,30.00
"""


def fupan(*words, data=None, **environment):
    """Runs `fupan` in a bare environment, as cron would."""
    bare = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment}
    if data:
        bare["FUPAN_DATA"] = str(data)
    return subprocess.run(
        [sys.executable, "-m", "fupan", *map(str, words)],
        env=bare,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder with one imported shop, `mine`."""
    root = tmp_path_factory.mktemp("shops")
    (root / "files").mkdir()
    (root / "files" / "orders.csv").write_text(ORDERS, encoding="utf-8")
    done = fupan("import", root / "files", "--shop", "mine", data=root / "data")
    assert done.returncode == 0, done.stderr
    return root / "data"


def refused(done, code, *words):
    """One sentence, no traceback, nothing on the way of machines but the code."""
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr + done.stdout
    for word in words:
        assert word in done.stderr, done.stderr


def test_help_shows_the_commands_with_an_example():
    done = fupan("--help")
    assert done.returncode == 0
    for command in (
        "import",
        "check",
        "retro",
        "run",
        "lab",
        "metrics",
        "log",
        "actions",
        "sample",
        "undo",
        "imports",
        "sources",
        "list",
        "diff",
        "doctor",
    ):
        assert command in done.stdout
    assert "fupan retro" in done.stdout


def test_a_missing_file_is_named(data):
    refused(fupan("import", "nowhere.csv", "--shop", "new", data=data), 3, "nowhere.csv")
    assert not (data / "new").exists()


def test_an_empty_file_is_refused_and_leaves_no_shop(data, tmp_path):
    (tmp_path / "orders.csv").write_bytes(b"")
    refused(fupan("import", tmp_path / "orders.csv", "--shop", "new", data=data), 4, "空")
    assert not (data / "new").exists()


def test_a_folder_without_anything_recognisable_is_an_error(data, tmp_path):
    (tmp_path / "notes.docx").write_bytes(b"PK")
    refused(fupan("import", tmp_path, "--shop", "new", data=data), 3)
    assert not (data / "new").exists()


def test_a_shop_that_does_not_exist_is_named_with_the_nearest(data):
    refused(fupan("check", "--shop", "mime", data=data), 3, "mime", "mine")


def test_a_word_that_is_no_month_is_wrong_use(data):
    refused(fupan("retro", "--shop", "mine", "--month", "2026-13", data=data), 2, "2026-13")


def test_a_month_without_data_says_which_there_are(data, tmp_path):
    done = fupan("retro", "--shop", "mine", "--month", "2024-01", "--out", tmp_path, data=data)
    refused(done, 3, "2026-09")
    assert not (tmp_path / "mine").exists()


def test_an_unknown_option_is_wrong_use(data):
    assert fupan("retro", "--mnoth", "2026-09", data=data).returncode == 2


def test_import_json_accounts_for_every_row(data, tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    done = fupan("import", tmp_path / "orders.csv", "--shop", "other", "--json", data=data)
    report = json.loads(done.stdout)
    file = report["files"][0]
    assert file["rows_read"] == 2 == file["accepted"]
    assert file["rows_read"] == sum(
        file[k] for k in ("accepted", "quarantined", "skipped", "duplicates")
    )
    assert file["outcome"] == "loaded" and report["import_id"]


def test_a_dry_run_stores_nothing(data, tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    done = fupan("import", tmp_path, "--shop", "dry", "--dry-run", data=data)
    assert done.returncode == 0 and "预览" in done.stdout
    assert not (data / "dry").exists()


def test_the_same_import_again_says_that_nothing_changed(data):
    done = fupan("import", data.parent / "files", "--shop", "mine", data=data)
    assert done.returncode == 0 and "什么都没变" in done.stdout


def test_check_prints_the_tables_and_what_cannot_be_computed(data):
    done = fupan("check", "--shop", "mine", data=data)
    assert done.returncode == 0
    assert "orders" in done.stdout and "2026-09-30" in done.stdout
    assert "没有流量表（traffic）" in done.stdout


def test_the_language_is_chosen_by_option_and_by_environment(data):
    assert (
        "there is no table traffic"
        in fupan("check", "--shop", "mine", "--lang", "en", data=data).stdout
    )
    assert (
        "there is no table traffic"
        in fupan("check", "--shop", "mine", data=data, FUPAN_LANG="en").stdout
    )


@pytest.mark.parametrize("name", ["客单价", "AOV", "spend_per_buyer"])
def test_metrics_explains_a_metric_under_any_of_its_names(name):
    done = fupan("metrics", name)
    assert done.returncode == 0 and "÷" in done.stdout


def test_a_metric_as_json_is_a_record_with_its_explanation():
    (record,) = json.loads(fupan("metrics", "gmv", "--json").stdout)
    assert record["name"] == "gmv" and record["formula"] in record["explained"]


def test_metrics_suggests_the_nearest_name():
    refused(fupan("metrics", "pay_converson"), 2, "pay_conversion")


def test_chinese_survives_a_locale_that_is_not_utf8(data):
    done = fupan("metrics", "客单价", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0 and "客单价" in done.stdout


def test_the_log_is_written_and_shown(data):
    done = fupan(
        "log",
        "add",
        "主推款涨价 10%",
        "--date",
        "2026-09-08",
        "--kind",
        "price",
        "--subject",
        "p1",
        "--shop",
        "mine",
        data=data,
    )
    assert done.returncode == 0, done.stderr
    assert "涨价" in fupan("log", "list", "--shop", "mine", data=data).stdout
    refused(
        fupan(
            "log",
            "add",
            "x",
            "--date",
            "2026-09-08",
            "--kind",
            "prise",
            "--shop",
            "mine",
            data=data,
        ),
        2,
        "kind",
        "'price'",
    )


def test_an_action_is_added_with_its_reason_and_closed(data):
    done = fupan(
        "actions",
        "add",
        "换主图",
        "--hypothesis",
        "主图看不清",
        "--metric",
        "支付转化率",
        "--expected",
        "0.1",
        "--owner",
        "A",
        "--due",
        "2026-10-10",
        "--month",
        "2026-09",
        "--check-month",
        "2026-10",
        "--shop",
        "mine",
        data=data,
    )
    assert done.returncode == 0, done.stderr
    assert fupan("actions", "done", "2026-09-01", "--shop", "mine", data=data).returncode == 0
    shown = json.loads(fupan("actions", "list", "--json", "--shop", "mine", data=data).stdout)
    assert [(a["action_id"], a["status"], a["metric"]) for a in shown] == [
        ("2026-09-01", "done", "pay_conversion")
    ]


def test_imports_are_listed_and_one_is_taken_back(data, tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS.replace("30.00", "31.00"), encoding="utf-8")
    made = json.loads(fupan("import", tmp_path, "--shop", "mine", "--json", data=data).stdout)
    assert made["import_id"] in fupan("imports", "--shop", "mine", data=data).stdout
    told = fupan("imports", made["import_id"][:9], "--shop", "mine", data=data).stdout
    assert "SHA-256 " + made["files"][0]["sha256"] in told
    refused(fupan("imports", "9999", "--shop", "mine", data=data), 2, "9999")
    assert fupan("undo", made["import_id"], "--shop", "mine", data=data).returncode == 0
    refused(fupan("undo", made["import_id"], "--shop", "mine", data=data), 2, "撤销过")


def test_rows_of_days_yet_to_come_are_taken_with_a_warning(data, tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS.replace("2026-09-30", "2096-09-30"))
    done = fupan("import", tmp_path, "--shop", "late", data=data)
    assert done.returncode == 0
    assert "2096-09-30" in done.stderr
    assert "第 3 行" in done.stderr
    (tmp_path / "orders.csv").write_text(ORDERS.replace("2026-09-", "2016-09-"))
    assert "还没到" not in fupan("import", tmp_path, "--shop", "late", data=data).stderr


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["retro", "--mnth", "2026-10"], "没有选项 --mnth。是不是 '--month'？", "no option --mnth"),
        (["retor"], "没有命令 'retor'。是不是 'retro'？", "no command 'retor'"),
        (["retro", "--jobs", "x"], "--jobs 要的是一个整数", "--jobs takes a whole number"),
        (["retro", "--jobs", "0"], "--jobs 要的是不小于 1 的整数", "a whole number of 1 or more"),
        (["run"], "缺少 notebook", "notebook is missing"),
        (["retro", "--month"], "选项 --month 后面要写一个值", "--month takes a value"),
        (["retro", "--pdf=no"], "选项 --pdf 后面不写值", "--pdf takes no value"),
        (["retro", "extra"], "多了 extra", "extra is one word too many"),
    ],
)
def test_a_slip_of_the_pen_is_answered_in_the_users_language(words, zh, en):
    refused(fupan(*words), 2, "出错：", zh, "--help")
    refused(fupan("--lang", "en", *words), 2, "Error: ", en, "--help")


def test_of_several_shops_none_is_chosen_in_silence(tmp_path):
    for name in ("mine", "other"):
        (tmp_path / name / "store").mkdir(parents=True)
    refused(fupan("retro", data=tmp_path), 2, "有 2 家店（mine, other）", "--shop")


def test_a_shop_that_is_not_there_names_the_folder_looked_into(tmp_path):
    refused(fupan("check", "--shop", "nope", data=tmp_path), 3, str(tmp_path), "--data")


def test_a_log_entry_of_an_unknown_subject_is_taken_with_a_warning_and_the_nearest_name(data):
    words = ("log", "add", "涨价", "--date", "2026-09-08", "--kind", "price", "--shop", "mine")
    done = fupan(*words, "--subject", "p2", data=data)
    assert done.returncode == 0
    assert "没有 'p2'" in done.stderr
    assert "'p1'" in done.stderr
    for known in ("p1", "shop"):
        assert fupan(*words, "--subject", known, data=data).stderr == ""


def test_actions_alone_lists_the_open_ones_and_what_the_newest_report_proposes(data, tmp_path):
    added = fupan("actions", "add", "补货", "--hypothesis", "断货", "--metric", "gmv",
                  "--expected", "0.1", "--owner", "采购", "--due", "2026-10-08", "--shop", "mine",
                  "--month", "2026-08", "--check-month", "2026-10", data=data)  # fmt: skip
    assert added.returncode == 0, added.stderr
    done = fupan("actions", "--shop", "mine", "--out", tmp_path, data=data)
    assert done.returncode == 0
    assert "2026-08-01  补货" in done.stdout
    assert "还没有报告" in done.stdout
    finding = {"id": "02/x", "notebook": "02_conversion", "kind": "risk", "metric": "gmv",
               "subject_kind": "shop", "subject": "mine", "statement": "少了", "impact": -500.0,
               "action": "先补货", "evidence": []}  # fmt: skip
    told = {"shop": "mine", "month": "2026-09", "currency": "CNY", "findings": [finding]}
    (tmp_path / "mine" / "2026-09").mkdir(parents=True)
    (tmp_path / "mine" / "2026-09" / "findings.json").write_text(json.dumps(told))
    done = fupan("actions", "--shop", "mine", "--out", tmp_path, data=data)
    assert "1. [−¥500] 先补货" in done.stdout
    told = json.loads(
        fupan("actions", "--shop", "mine", "--out", tmp_path, "--json", data=data).stdout
    )
    assert "2026-08-01" in [action["action_id"] for action in told["open"]]
    assert told["proposed"] == [{"action": "先补货", "finding": "02/x", "impact": -500.0}]


def test_a_machine_without_any_shop_is_sound(tmp_path):
    done = fupan("doctor", "--out", tmp_path / "reports", data=tmp_path / "none")
    assert done.returncode == 0, done.stdout
    assert "还没有店铺" in done.stdout
    assert "导入一家店铺" in done.stdout


def test_check_says_over_which_days_gaps_are_counted(data):
    assert "从每张表的第一天数到最后一天" in fupan("check", "--shop", "mine", data=data).stdout
    month = fupan("check", "--shop", "mine", "--month", "2026-09", data=data)
    assert "只数2026年9月里的" in month.stdout
