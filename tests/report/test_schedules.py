"""The ready-made schedules are what their systems read, and ask for options that there are."""

import ast
import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer
import yaml

from fupan.cli.app import app

FOLDER = Path(__file__).parents[2] / "docs" / "schedules"
NAMES = ["airflow_dag.py", "crontab", "fupan-retro.service", "fupan-retro.timer",
         "github-actions.yml"]  # fmt: skip


def unit(name):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string((FOLDER / name).read_text(encoding="utf-8"))
    return parser


def test_every_schedule_is_documented():
    assert sorted(p.name for p in FOLDER.iterdir() if p.is_file()) == NAMES
    page = (FOLDER.parent / "scheduling.md").read_text(encoding="utf-8")
    assert all(f"schedules/{name}" in page for name in NAMES)


@pytest.mark.parametrize("name", [n for n in NAMES if not n.endswith(".timer")])
def test_every_command_in_a_schedule_is_one_that_fupan_knows(name):
    known = typer.main.get_command(app).commands
    asked = re.findall(r"bin/fupan ([^\n&>\"]+)", (FOLDER / name).read_text(encoding="utf-8"))
    assert asked
    for line in asked:
        command, *words = shlex.split(line)
        options = {o for p in known[command].params for o in (*p.opts, *p.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= options, line


def test_the_crontab_has_five_fields_and_no_unescaped_percent_sign():
    text = (FOLDER / "crontab").read_text(encoding="utf-8")
    lines = [li for li in text.splitlines() if li and not li.startswith("#")]
    jobs = [line for line in lines if not re.match(r"[A-Z]+=", line)]
    assert [line.split()[:5] for line in jobs] == [
        ["30", "6", "2", "*", "*"], ["30", "7", "2", "*", "*"],
    ]  # fmt: skip
    assert not any("%" in line for line in jobs)


def test_the_timer_starts_the_service_once_a_month_by_the_shops_clock():
    timer, service = unit("fupan-retro.timer"), unit("fupan-retro.service")
    assert timer["Timer"]["OnCalendar"] == "*-*-02 06:30:00 Asia/Shanghai"
    assert timer["Timer"]["Unit"] == "fupan-retro.service"
    assert service["Service"]["Type"] == "oneshot"
    assert service["Service"]["KillMode"] == "control-group"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_the_calendar():
    when = unit("fupan-retro.timer")["Timer"]["OnCalendar"]
    assert subprocess.run(["systemd-analyze", "calendar", when]).returncode == 0


def test_the_workflow_is_whole_and_gives_no_secret_but_by_environment():
    told = yaml.safe_load((FOLDER / "github-actions.yml").read_text(encoding="utf-8"))
    steps = told["jobs"]["retro"]["steps"]
    assert told[True]["schedule"] == [{"cron": "30 22 1 * *"}]  # YAML 1.1 reads "on" as true
    assert told["permissions"] == {"contents": "read"}
    assert not any("${{" in step.get("run", "") for step in steps)


def test_the_dag_is_python_and_schedules_the_same_day():
    tree = ast.parse((FOLDER / "airflow_dag.py").read_text(encoding="utf-8"))
    given = {k.arg: ast.unparse(k.value) for n in ast.walk(tree) if isinstance(n, ast.Call)
             for k in n.keywords}  # fmt: skip
    assert given["schedule"] == "'30 6 2 * *'"
    assert given["catchup"] == "False"
