"""The sample shop: twenty months of a tea-ware shop, written from one seed, with known facts."""

from fupan.sources.sample.fact import Effect, Fact
from fupan.sources.sample.facts import FACTS, find_fact
from fupan.sources.sample.measured import MeasuredFact, measured_facts
from fupan.sources.sample.play import SEED
from fupan.sources.sample.write import write_sample

__all__ = [
    "FACTS", "SEED", "Effect", "Fact", "MeasuredFact", "find_fact", "measured_facts",
    "write_sample",
]  # fmt: skip
