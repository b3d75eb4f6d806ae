"""What holds for every test: it begins in the default language, whatever the one before spoke."""

import pytest
from hypothesis import settings

from fupan.ground import language

# The same examples in every run: a search for new ones is for `slow` tests and for people.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def default_language(monkeypatch):
    monkeypatch.delenv("FUPAN_LANG", raising=False)
    language._spoken.set(None)
    yield
    language._spoken.set(None)
