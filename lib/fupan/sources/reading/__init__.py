"""Readers: a file's bytes become sheets of text cells, with the row numbers a spreadsheet shows.

Nothing here knows a platform; which columns matter and what they mean is said in `profiles`.
"""
