"""For every kind of export: whatever its rows hold, each is accounted for once."""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fupan.sources import known_profiles, prepare
from fupan.sources.profile import As, Profile, Read

KEY = b"0123456789abcdef"
OPEN = [p for p in known_profiles() if not p.exact and not p.closed]
CLOSED = [p for p in known_profiles() if p.closed]
BAD = ("", "-", "--", "abc", "-5", "1.2万", "1e18", "99/99/2026", "<b>", "无", "１２３", "\u3000")


def _good(read: Read, dice: random.Random) -> str:
    if read.values:
        return dice.choice([*read.values, dice.choice(list(read.values))])
    at = datetime(2026, 6, 1) + timedelta(seconds=dice.randrange(28 * 86_400))
    match read.how:
        case As.ID:
            return str(dice.randrange(1, 6) + 1_650_000_000_000_000_000)
        case As.TIME:
            return f"{at:%Y-%m-%d %H:%M:%S}"
        case As.DAY:
            return f"{at:%Y-%m-%d}"
        case As.MONEY | As.NUMBER:
            return f"{dice.randrange(100_000) / 100:.2f}"
        case As.COUNT:
            return str(dice.randrange(1, 50))
        case As.PERCENT:
            return f"{dice.randrange(100)}%"
        case As.FLAG:
            return dice.choice(["是", "否"])
    return dice.choice(["春装", "浙江省 杭州市 西湖区", "b1", ""])


def _columns(profile: Profile, dice: random.Random) -> dict[str, Read]:
    """The columns that the profile needs and some of the others, each name once."""
    found = {profile.reads[key].names[0]: profile.reads[key] for key in profile.needs}
    for key, read in profile.reads.items():
        if key not in profile.needs and dice.random() < 0.6:
            found.setdefault(read.names[0], read)
    return found


def _file(folder: Path, profile: Profile, dice: random.Random) -> tuple[Path, int]:
    columns = _columns(profile, dice)
    rows = [
        [
            dice.choice(BAD) if dice.random() < 0.05 else _good(read, dice)
            for read in columns.values()
        ]
        for _ in range(30)
    ]
    rows += [list(row) for row in dice.sample(rows, 3)]
    if profile.has_totals:
        rows.append(["合计", *("1" for _ in range(len(columns) - 1))])
    path = folder / f"{profile.name}_690000000001_2026-06-05.csv"
    with path.open("w", encoding=dice.choice(["utf-8-sig", "gb18030"]), newline="") as file:
        csv.writer(file).writerows([list(columns), *rows])
    return path, len(rows)


@pytest.mark.parametrize("profile", OPEN, ids=lambda p: p.name)
def test_no_row_is_lost_or_invented(profile: Profile, tmp_path: Path) -> None:
    for seed in range(2):
        path, rows = _file(tmp_path, profile, random.Random(f"{profile.name} {seed}"))
        prepared = prepare([path], shop="x", key=KEY, held=lambda table: None)
        told = prepared.files[0]
        if profile.partner == "needs" or profile.amends:
            assert told.outcome == "refused" and told.rows_read == 0 and told.errors
            continue
        assert told.profile, [e.zh for e in told.errors]
        assert told.rows_read == rows
        assert rows == told.accepted + told.quarantined + told.skipped + told.duplicates
        assert prepared.quarantine.num_rows == told.quarantined
        assert told.accepted == sum(t.num_rows for t in prepared.tables.values())
        assert told.outcome == "loaded" or told.errors


@pytest.mark.parametrize("profile", OPEN, ids=lambda p: p.name)
def test_the_same_file_read_twice_is_the_same_table(profile: Profile, tmp_path: Path) -> None:
    path, _ = _file(tmp_path, profile, random.Random(profile.name))
    first, second = (prepare([path], shop="x", key=KEY) for _ in range(2))
    assert {n: t.to_pylist() for n, t in first.tables.items()} == {
        n: t.to_pylist() for n, t in second.tables.items()
    }
    assert [f.as_json() for f in first.files] == [f.as_json() for f in second.files]


@pytest.mark.parametrize("profile", CLOSED, ids=lambda p: p.name)
def test_a_closed_export_is_named_and_says_what_to_bring(profile: Profile, tmp_path: Path) -> None:
    path, _ = _file(tmp_path, profile, random.Random(profile.name))
    told = prepare([path], shop="x", key=KEY).files[0]
    assert told.outcome == "refused" and told.profile == profile.name
    assert profile.title.zh in told.errors[0].zh
