"""What holds for every test: it begins in the default language, whatever the one before spoke."""

import pytest

from fupan.ground import language


@pytest.fixture(autouse=True)
def default_language(monkeypatch):
    monkeypatch.delenv("FUPAN_LANG", raising=False)
    language._spoken.set(None)
    yield
    language._spoken.set(None)
