"""What the command `retro` makes of its options."""

from fupan.cli.retros import _names


def test_notebooks_are_named_by_commas_or_by_giving_the_option_again():
    assert _names(["00_retro, 01_traffic"]) == _names(["00_retro", "01_traffic"])
    assert _names(None) is None and _names([" , "]) is None
