"""Deque's axe over published pages: light and dark, wide and 320 px.

axe is not part of this project: `FUPAN_AXE` names an `axe.min.js` (`npm pack axe-core`).
"""

import json
import os
from pathlib import Path

import pytest
from chromium import PROGRAM, browser
from orders import order

from fupan.report.replay import make

AXE = os.environ.get("FUPAN_AXE", "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (AXE and PROGRAM), reason="needs FUPAN_AXE=axe.min.js and Chromium"),
]
RUN = """axe.run(document, {resultTypes: ["violations"]}).then(found => JSON.stringify(
    found.violations.map(v => [v.id, v.nodes[0].html.slice(0, 120)])))"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_on_any_page(tmp_path, lang):
    folder = make(order(tmp_path, "01_fine", "10_asks", "00_cover", lang=lang)).folder
    files = [*folder.glob("*.html"), folder.parent / "findings.html", tmp_path / "index.html"]
    script = Path(AXE).read_text(encoding="utf-8")
    with browser() as page:
        for path in files:
            for width in (1100, 320):
                for dark in (False, True):
                    page.open(path, width=width, dark=dark)
                    page.run(script + ";0")
                    assert json.loads(page.run(RUN)) == [], (path.name, width, dark)
                    assert not page.run("document.documentElement.scrollWidth > innerWidth")
