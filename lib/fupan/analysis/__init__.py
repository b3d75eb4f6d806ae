"""One module per question; each answers it once, as a `Review`."""
