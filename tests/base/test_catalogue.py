"""Every visible string has its English, once, and the compiled catalogue is fresh."""

import pytest

from ansinh.kernel.catalogue import compiled, faults, is_fresh, strings_of, translations, visible_strings
from ansinh.kernel.language import LOCALE_DIR, _, current_language, speaking


def test_literals_help_texts_and_words_translated_by_name_are_found():
    source = '''
"""Tài liệu không phải là chuỗi hiện ra."""
WORDS = {"read": "Đọc dữ liệu"}
def f(stage):
    """Cũng không."""
    return _("Xong" " rồi {n}").format(n=1), option(help="Dạng kết quả."), _(WORDS[stage]), "plain"
'''
    assert strings_of(source) == {"Đọc dữ liệu", "Xong rồi {n}", "Dạng kết quả."}


def test_a_missing_a_twofold_and_a_broken_translation_are_told():
    strings = {"a {n}": ["x.py"], "b": ["y.py"], "c": ["z.py"]}
    english = {"a {n}": [("x.po", "a {m}")], "b": [("x.po", "B"), ("y.po", "B2")], "c": [("z.po", "")]}
    assert list(faults(strings, english)) == [
        "no English: z.py: 'c'",
        "other values than its source: x.po: 'a {n}'",
        "contradiction: x.po, y.po: 'b'",
    ]


def test_a_translation_that_no_source_uses_any_more_is_told():
    assert list(faults({"a": ["x.py"]}, {"a": [("x.po", "A")], "b": [("x.po", "B")]})) == [
        "no source: x.po: 'b'"
    ]


def test_every_string_has_its_english_once():
    assert list(faults(visible_strings(), translations())) == []


def test_the_compiled_catalogue_is_fresh():
    assert is_fresh(LOCALE_DIR / "en" / "LC_MESSAGES" / "ansinh.mo", translations())


def test_compiling_twice_gives_the_same_catalogue():
    english = translations()
    one, other = compiled(english), compiled(dict(reversed(english.items())))
    assert [(m.id, m.string) for m in one] == [(m.id, m.string) for m in other]
    assert one.mime_headers == other.mime_headers


def test_a_language_is_spoken_within_its_block_only():
    with speaking("en"):
        assert (_("Rà soát viên"), current_language()) == ("Surveyor", "en")
    assert (_("Rà soát viên"), current_language()) == ("Rà soát viên", "vi")
    with pytest.raises(ValueError, match="no such language"), speaking("fr"):
        pass
