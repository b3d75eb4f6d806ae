"""A page read by a newcomer: what it lacks is said once, and words of method are explained."""

import nbformat

from fupan.report.render import body_of


def notebook(*cells):
    made = []
    for cell in cells:
        if cell.startswith("#"):
            made.append(nbformat.v4.new_markdown_cell(cell))
        else:
            shown = nbformat.v4.new_output(
                "display_data", {"text/html": f'<div class="fp">{cell}</div>'}
            )
            made.append(nbformat.v4.new_code_cell("x", outputs=[shown]))
    return nbformat.v4.new_notebook(cells=made)


def absent(why):
    return f'<div class="fp-absent"><p>{why}</p></div>'


def test_a_reason_stands_in_one_box_that_names_the_sections_it_empties():
    none = absent("没有订单")
    cells = ("# Q", "## One?", none, "## Two?\n\nwhy we ask", none, "## Three?")
    page = body_of(notebook(*cells, none + "<p>more</p>"), "n", "zh")
    assert page.html.count("fp-absent") == 1
    assert "因此也空着：Two?" in page.html and "why we ask" not in page.html
    assert [words for _, words in page.headings] == ["One?", "Three?"]
    assert "<p>more</p>" in page.html


def test_different_reasons_stay_where_they_are():
    page = body_of(notebook("# Q", "## One?", absent("a"), "## Two?", absent("b")), "n", "zh")
    assert page.html.count("fp-absent") == 2 and len(page.headings) == 2


def test_a_section_that_shows_anything_else_is_kept():
    page = body_of(
        notebook("# Q", "## One?", absent("a"), "## Two?", "<table></table>x"), "n", "en"
    )
    assert len(page.headings) == 2


def test_a_term_is_explained_at_its_first_use_and_listed_at_the_end():
    page = body_of(notebook("# Q", "## 双重差分?", "<p>用双重差分估，双重差分</p>"), "n", "zh")
    assert page.html.count("<abbr") == 1
    assert '用<abbr title="' in page.html  # not in the heading
    assert "<dt>双重差分</dt>" in page.html


def test_a_term_of_the_other_language_or_inside_code_is_left_alone():
    page = body_of(notebook("# Q", "<pre>GMROI</pre>"), "n", "en")
    assert "<abbr" not in page.html
    assert "<abbr" not in body_of(notebook("# Q", "<p>FAXY placeboes AXE</p>"), "n", "zh").html
    english = body_of(notebook("# Q", "<p>sold by day, at AX</p>"), "n", "en").html
    assert "<dt>AX</dt>" in english and "<dt>by</dt>" not in english


def test_a_page_without_terms_has_no_list_of_them():
    assert "terms" not in body_of(notebook("# Q", "<p>plain</p>"), "n", "zh").html
