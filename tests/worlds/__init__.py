"""Simulated shops with a known truth, and the judge that scores the analyses on them.

Nothing here is imported by the library; `python -m worlds.make` and `python -m worlds.judge` run
from `tests/`.
"""
