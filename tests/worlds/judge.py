"""Scores the analyses on worlds: `python -m worlds.judge diagnosis --seeds 0-99` from `tests/`.

The fast path calls each analysis's `review` on the world in memory; `--full` writes the world,
imports it with `fupan import` and reads the `findings.json` of `fupan retro`.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from fupan.ground.periods import Period
from worlds import campaign, campaign_kinds, cohort, live, make, ordering, pair, scoring, stock
from worlds.arrow import write_tables
from worlds.scoring import Score
from worlds.shops import imported, in_memory, run_fupan
from worlds.truth import HOLDOUT_FROM, Truth

World = tuple[Truth, dict[str, pa.Table]]


@dataclass(frozen=True)
class Question:
    """What is asked of which analyses, on which worlds."""

    causes: tuple[str, ...]
    world: Callable[[int, str], World]
    analyses: tuple[str, ...]
    notebooks: str
    score: Callable[[Truth, list[dict[str, object]]], list[Score]]
    # Where the answer is no finding: what else is worked out on a world in memory.
    work_out: Callable[[Truth, dict[str, pa.Table]], list[dict[str, object]]] | None = None


QUESTIONS = {
    "diagnosis": Question(
        make.ALL_CAUSES,
        make.world,
        ("traffic", "conversion"),
        "01_traffic,02_conversion",
        lambda truth, findings: [scoring.of_cause(truth, findings)],
    ),
    "pairs": Question(
        pair.KINDS,
        pair.world,
        ("traffic", "conversion"),
        "01_traffic,02_conversion",
        scoring.of_two_causes,
    ),
    "rough": Question(
        make.ALL_CAUSES,
        partial(make.world, rough=1),
        ("traffic", "conversion"),
        "01_traffic,02_conversion",
        lambda truth, findings: [scoring.of_cause(truth, findings)],
    ),
    "lives": Question(
        live.CAUSES,
        live.world,
        ("livestream",),
        "07_livestream",
        lambda truth, findings: [scoring.of_cause(truth, findings, scoring.LIVE_CAUSES)],
    ),
    "campaigns": Question(
        campaign.CAUSES,
        campaign.world,
        ("campaigns",),
        "03_campaign_roi",
        lambda truth, findings: [scoring.of_campaign(truth, findings)],
    ),
    "campaign_kinds": Question(
        campaign_kinds.CAUSES,
        campaign_kinds.world,
        ("campaigns",),
        "03_campaign_roi",
        lambda truth, findings: [scoring.of_campaign(truth, findings)],
    ),
    "cohorts": Question(
        cohort.CAUSES,
        cohort.world,
        ("lifecycle",),
        "04_user_lifecycle",
        lambda truth, findings: [scoring.of_cohort(truth, findings)],
    ),
    "stock": Question(stock.CAUSES, stock.world, ("inventory",), "05_inventory", scoring.of_stock),
    "policy": Question(
        stock.CAUSES,
        stock.world,
        ("inventory",),
        "05_inventory",
        ordering.of_policy,
        ordering.played,
    ),
}


def findings_fast(question: Question, world: World) -> list[dict[str, object]]:
    """What the analyses say of the world in memory."""
    truth, tables = world
    if question.work_out is not None:
        return question.work_out(truth, tables)
    shop, month = in_memory("world", tables), Period.parse(truth.month)
    found: list[dict[str, object]] = []
    for name in question.analyses:
        if name in missing(question):
            continue
        review = importlib.import_module(f"fupan.analysis.{name}").review(shop, month, "previous")
        found += [f.as_json("en") for f in review.findings]
    return found


def findings_full(question: Question, world: World) -> list[dict[str, object]]:
    """What a report made by the product's own commands says."""
    truth, tables = world
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_tables(folder / "files", tables)
        imported(folder, folder / "data", "world")
        run_fupan(
            "retro", "--month", truth.month, "--shop", "world", "--notebooks", question.notebooks,
            "--out", str(folder / "reports"), data=folder / "data",
        )  # fmt: skip
        told = folder / "reports" / "world" / truth.month / "findings.json"
        return json.loads(told.read_text(encoding="utf-8"))["findings"]


def missing(question: Question) -> list[str]:
    """The analyses of the question that do not exist (yet)."""
    return [
        name
        for name in question.analyses
        if importlib.util.find_spec(f"fupan.analysis.{name}") is None
    ]


def judged(question: Question, seeds: range, causes: tuple[str, ...], full: bool) -> Iterator[
    tuple[list[Score], float]
]:  # fmt: skip
    """The scores of each world in turn, and the CPU seconds that its analyses took."""
    find = findings_full if full and question.work_out is None else findings_fast
    for seed in seeds:
        world = question.world(seed, causes[seed % len(causes)])
        start = sum(os.times()[:4])  # this process and its children
        try:
            scores = question.score(world[0], find(question, world))
        except Exception as error:  # a crash is an outcome here, and the next world is still asked
            scores = [_crash(world[0], error)]
        yield scores, sum(os.times()[:4]) - start


def _crash(truth: Truth, error: Exception) -> Score:
    said = f"crashed: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    return Score(truth.seed, truth.cause, truth.power, False, None, None, said, truth.cause)


def summary(scores: list[Score]) -> str:
    """A table of accuracy by cause; a dash where nothing could be judged."""
    lines = [f"{'cause':24}{'worlds':>7}{'right':>8}{'subject':>9}{'covered':>9}"]
    names = sorted({s.cause for s in scores})
    for name in [*names, "all"]:
        of = [s for s in scores if name in (s.cause, "all")]
        rates = (
            _rate([getattr(s, key) for s in of]) for key in ("right", "right_subject", "covered")
        )
        right, subject, covered = rates
        lines.append(f"{name:24}{len(of):>7}{right:>8}{subject:>9}{covered:>9}")
    return "\n".join(lines)


def _rate(outcomes: list[bool | None]) -> str:
    known = [o for o in outcomes if o is not None]
    return f"{np.mean(known):.0%}" if known else "—"


def _line(score: Score, seconds: float) -> str:
    marks = "".join(
        "·" if o is None else "✓" if o else "✗"
        for o in (score.right, score.right_subject, score.covered)
    )
    return (f"{score.seed:6} {marks} {score.cause:22} power {score.power:5.1f} {seconds:5.1f} s  "
            f"truth: {score.truth:44} said: {score.said}")  # fmt: skip


def _seeds(text: str | None, split: str, holdout: bool) -> range:
    seeds = make.seeds_of(text or "0-39")
    if holdout:
        return range(seeds.start + HOLDOUT_FROM, seeds.stop + HOLDOUT_FROM)
    if seeds.stop > HOLDOUT_FROM:
        raise SystemExit(f"Seeds from {HOLDOUT_FROM} on are the holdout; ask --split holdout.")
    return seeds


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("question", choices=sorted(QUESTIONS))
    ask.add_argument("--seeds", help="A-B; of the holdout, 0-9 means 10000-10009")
    ask.add_argument("--split", choices=("tune", "holdout"), default="tune")
    ask.add_argument("--cause", help="only worlds of this cause")
    ask.add_argument("--full", action="store_true", help="through fupan import and fupan retro")
    ask.add_argument("--quiet", action="store_true", help="the summary alone")
    asked = ask.parse_args()
    question = QUESTIONS[asked.question]
    causes = (asked.cause,) if asked.cause else question.causes
    if lacking := missing(question):
        print(f"Not there, so not asked: {', '.join(lacking)}")
    seeds = _seeds(asked.seeds, asked.split, asked.split == "holdout")
    scores: list[Score] = []
    for found, seconds in judged(question, seeds, causes, asked.full):
        scores += found
        if not asked.quiet:
            print(*(_line(s, seconds) for s in found), sep="\n", flush=True)
    print(summary(scores))


if __name__ == "__main__":
    main()
