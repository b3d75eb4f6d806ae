"""`python -m fupan` is `fupan`."""

from fupan.cli.entry import main

main()
