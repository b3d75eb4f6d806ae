"""`python -m fupan.cli` is `fupan`."""

from fupan.cli.entry import main

main()
