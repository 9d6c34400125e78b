"""The standards to read: every rule, number and article that the program uses."""

import pytest

from ansinh.accounts.actor import SYSTEM
from ansinh.standards.actions import adopt_local_standard
from ansinh.standards.registry import CODES, standard

pytestmark = pytest.mark.django_db
PAGES = ("", "/numbers", "/history")


@pytest.fixture
def reader(signed_in):
    return signed_in()


def test_a_standard_that_does_not_exist_is_not_found(reader):
    assert [reader.get(f"/standards/vn-1999{one}").status_code for one in (*PAGES, "/manual.pdf")] == [
        404
    ] * 4


def test_a_day_that_is_no_day_is_refused(reader):
    assert reader.get("/standards/vn-2022?on=31/02/2024").status_code == 422


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("part", PAGES)
def test_each_page_speaks_both_languages(reader, code, part):
    found = standard(code)
    for language in ("vi", "en"):
        reader.cookies["ansinh_language"] = language
        page = reader.get(f"/standards/{code}{part}").content.decode()
        assert found.title.in_language(language) in page


@pytest.mark.parametrize("code", CODES)
def test_the_manual_tells_every_indicator_with_its_article(reader, code):
    page = reader.get(f"/standards/{code}").content.decode()
    for one in standard(code).indicators:
        assert f"({one.code})" in page
        assert one.article.vi in page


@pytest.mark.parametrize("code", CODES)
def test_every_number_nobody_compared_is_marked(reader, code):
    page = reader.get(f"/standards/{code}/numbers").content.decode()
    doubtful = [one for one in standard(code).parameters.values() if one.unverified]
    assert page.count("chưa đối chiếu văn bản") == len(doubtful)


def test_a_search_in_the_manual_needs_no_accents(reader):
    page = reader.get("/standards/vn-2022?q=nha+tieu+hop+ve+sinh").content.decode()
    assert "(sanitation)" in page
    assert "(employment)" not in page


def test_a_number_that_grows_is_told_of_the_day_asked_for(reader):
    pages = [
        reader.get(f"/standards/vn-2022/numbers?on=01/01/{year}").content.decode() for year in (2022, 2025)
    ]
    assert pages[0] != pages[1]


def test_the_manual_is_a_file_to_keep(reader):
    assert reader.get("/standards/vn-2022/manual.pdf").content.startswith(b"%PDF")


def test_a_standard_of_a_place_stands_beside_the_national_ones(country, reader, tmp_path):
    file = tmp_path / "local.toml"
    file.write_text(
        'place = "31"\nbase = "vn-2022"\nact = "Nghị quyết 08/2023/NQ-HĐND"\n[numbers]\nincome_line_rural = 2000000\n',
        encoding="utf-8",
    )
    adopt_local_standard(file=file, by=SYSTEM)
    assert "vn-2022+31" in reader.get("/standards").content.decode()
    page = reader.get("/standards/vn-2022+31/numbers").content.decode()
    assert "2.000.000" in page
    assert "Nghị quyết 08/2023/NQ-HĐND" in page
    assert "1.500.000" in page
