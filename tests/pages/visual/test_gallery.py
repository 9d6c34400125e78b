"""The gallery shows every component, in both languages, with the code that made it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client, RequestFactory

from ansinh.kernel.language import speaking
from ansinh.portal import gallery, views
from ansinh.reviews.enums import ListClass, Movement
from ansinh.reviews.words import class_words, movement_words

TEMPLATES = Path(gallery.__file__).parent / "templates/portal"


def components() -> set[str]:
    """The public macros of the components' file."""
    text = (TEMPLATES / "components.html").read_text()
    return {name for name in re.findall(r"{%-?\s*macro\s+(\w+)", text) if not name.startswith("_")}


def said(component: str, *given: str) -> str:
    module = engines["pages"].get_template("portal/components.html").template.module
    return str(getattr(module, component)(*given))


def test_every_component_is_in_the_gallery():
    assert {one.name for one in gallery.examples()} == components()


@pytest.mark.django_db
def test_the_gallery_shows_each_with_its_code(commune_officer):
    page = commune_officer.get("/gallery").content.decode()
    assert set(re.findall(r"<h2>ui\.(\w+)</h2>", page)) == components()
    assert page.count('<pre class="code">') == len(components())


@pytest.mark.django_db
def test_the_gallery_speaks_english(signed_in):
    page = signed_in("province_officer", None, english=True).get("/gallery").content.decode()
    assert '<html lang="en"' in page
    assert ("Still poor" in page, "Vẫn là hộ nghèo" in page) == (True, False)


@pytest.mark.django_db
def test_who_is_not_signed_in_does_not_see_the_gallery():
    assert Client().get("/gallery").status_code == 302


@pytest.mark.parametrize("code", list(ListClass))
def test_classes_have_the_same_words_in_lists_as_on_pages(code):
    with speaking("vi"):
        assert said("class_words", code) == class_words(code)


@pytest.mark.parametrize("code", list(Movement))
def test_movements_have_the_same_words_in_lists_as_on_pages(code):
    with speaking("vi"):
        assert said("movement_words", code) == movement_words(code)


def test_what_is_no_class_has_no_words():
    with pytest.raises(ValueError):
        class_words("rich")


@pytest.mark.parametrize("code", list(ListClass))
def test_a_class_is_told_by_sign_and_word(code):
    shown = said("class_badge", code)
    assert ("<use" in shown, class_words(code) in shown) == (True, True)


def test_each_class_has_a_sign_of_its_own():
    signs = {code: re.search(r"#(class-[a-z-]+)", said("class_badge", code)).group(1) for code in ListClass}
    poor = {signs.pop(code) for code in list(signs) if code.startswith("poor")}
    assert len(poor) == 1
    assert len({*signs.values()} | poor) == len(signs) + 1


def test_the_page_of_a_failure_needs_no_database():
    """No database mark: a query would fail the test."""
    answer = views.failed(RequestFactory().get("/"))
    assert (answer.status_code, "Có lỗi trong hệ thống" in answer.content.decode()) == (500, True)


def test_a_form_field_names_its_hint_and_its_error():
    wrong = gallery.SampleForm({"name": ""})
    shown = said("field", wrong["name"])
    assert 'aria-describedby="id_name-hint id_name-error"' in shown
    assert ('id="id_name-hint"' in shown, 'id="id_name-error"' in shown, 'aria-invalid="true"' in shown) == (
        True,
    ) * 3


def test_the_summary_of_errors_leads_to_each_field():
    wrong = gallery.SampleForm({"name": "", "day": "31/02/2022"})
    wrong.add_error(None, "Chưa ghi được.")
    shown = said("errors", wrong)
    assert [f'href="#id_{name}"' in shown for name in ("name", "day", "reason")] == [True, True, True]
    assert "<li>Chưa ghi được.</li>" in shown


def test_a_form_without_errors_has_no_summary():
    assert said("errors", gallery.SampleForm()).strip() == ""


def test_what_people_typed_is_escaped():
    assert "<b>" not in said("notice", "info", "<b>x</b>")
    assert settings.TEMPLATES[0]["BACKEND"] == "ansinh.kernel.web.templates.Pages"
