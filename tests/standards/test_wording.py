"""Numbers in explanations, as each language writes them."""

from datetime import date

import pytest

from ansinh.kernel.language import speaking
from ansinh.standards.registry import standard
from ansinh.standards.spoken import number_text
from ansinh.standards.wording import number_words


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (1_500_000, "vi", "1.500.000"),
        (1_500_000, "en", "1,500,000"),
        (0.5, "vi", "0,5"),
        (0.5, "en", "0.5"),
        (74.0, "vi", "74"),
        (1234.25, "vi", "1.234,25"),
        (-3, "en", "-3"),
    ],
)
def test_a_number_is_written_as_its_language_writes_it(value, language, written):
    assert number_words(value, language) == written


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_year_has_no_mark_between_its_thousands(language):
    number = standard("vn-2016").parameters["adult_born_from_year"]
    with speaking(language):
        assert ": 1986 (" in number_text(number, date(2018, 10, 1))
