"""The keys and the small script: what an officer does without leaving the keyboard, and without the script at all."""

import pytest


@pytest.fixture
def households(browse):
    """The district officer's list of households."""
    page = browse("huyen")
    page.goto("/households")
    return page


def here(page) -> str:
    """The name in the row that the keys are on."""
    return page.inner_text("tr.is-here a[data-row-link]")


def test_the_question_mark_lists_the_keys_with_those_of_the_menu(households):
    households.keyboard.press("?")
    assert households.is_visible("#keys[open]")
    letters = households.eval_on_selector_all("[data-go]", "links => links.map(link => link.dataset.go)")
    listed = households.eval_on_selector_all(
        "[data-go-list] kbd:last-child", "keys => keys.map(key => key.textContent)"
    )
    assert (listed, len(set(letters))) == (letters, len(letters))


def test_g_and_a_letter_go_to_a_page(households):
    households.keyboard.press("g")
    with households.expect_navigation():
        households.keyboard.press("r")
    assert households.url.endswith("/rounds")


def test_the_slash_searches_without_accents_and_the_name_stays_out_of_the_address(households):
    households.keyboard.press("/")
    households.keyboard.type("nguyen")
    with households.expect_navigation():
        households.keyboard.press("Enter")
    assert "nguyen" not in households.url
    assert households.input_value("[data-search]") == "nguyen"
    names = households.locator("tbody a[data-row-link]").all_inner_texts()
    # Members are searched too, so not every head bears the name.
    assert any("Nguyễn" in name for name in names)


def test_j_and_k_walk_the_rows_and_enter_opens_one(households):
    names = households.locator("tbody a[data-row-link]").all_inner_texts()
    for key in "jjk":
        households.keyboard.press(key)
    assert here(households) == names[0]
    households.keyboard.press("j")
    with households.expect_navigation():
        households.keyboard.press("Enter")
    assert households.url.count("/households/") == 1


def test_n_and_p_turn_the_pages_of_a_list(households):
    first = households.inner_text("tbody tr:first-child")
    for key in "np":
        with households.expect_navigation():
            households.keyboard.press(key)
    assert households.inner_text("tbody tr:first-child") == first


def test_escape_closes_what_unfolded_and_goes_back_to_its_button(households):
    households.click(".listing-more summary >> nth=-1")
    households.keyboard.press("Escape")
    assert households.locator("details[data-drop][open]").count() == 0
    assert households.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_keys_are_letters_where_one_types(households):
    households.focus("[data-search]")
    households.keyboard.type("gr?")
    assert households.input_value("[data-search]") == "gr?"
    assert not households.is_visible("#keys[open]")


def test_what_is_done_with_rows_shows_once_one_is_chosen(households):
    assert not households.is_visible(".listing-chosen")
    households.check("tbody .choose input >> nth=0")
    households.check("tbody .choose input >> nth=1")
    assert households.inner_text(".listing-chosen [data-chosen]") == "2"
    households.check("thead .choose input")
    rows = households.locator("tbody tr").count()
    assert households.inner_text(".listing-chosen [data-chosen]") == str(rows)


def test_a_choice_of_a_filter_is_asked_for_at_once(households):
    with households.expect_navigation():
        households.select_option("select[name=class]", "poor")
    assert households.locator(".chips .chip").count() == 1
    assert {code.split()[0] for code in households.locator("td .badge-class").all_inner_texts()} >= {"Nghèo"}


def test_a_confirmation_begins_at_no_and_sends_nothing_until_yes(browse):
    page = browse("huyen")
    page.goto("/gallery")
    page.click("#confirm_button [data-confirm] button")
    assert page.evaluate("document.activeElement.textContent") == "Không, để nguyên"
    page.keyboard.press("Escape")
    assert (page.locator("dialog[open]").count(), page.url.endswith("/gallery")) == (0, True)


def test_filters_are_folded_on_a_phone_and_rows_are_cards(browse):
    page = browse("huyen", width="phone")
    page.goto("/households")
    assert not page.is_visible("select[name=class]")
    page.click(".filter-more summary")
    assert page.is_visible("select[name=class]")
    assert not page.is_visible("thead")
