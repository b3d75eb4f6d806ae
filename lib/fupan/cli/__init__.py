"""The command line: `fupan …`. Every command is a thin coat over the library."""

from fupan.cli.entry import main

__all__ = ["main"]
