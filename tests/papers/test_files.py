"""Word and PDF of every kind: golden texts, the layout of Decree 30, both saying the same, long lists."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm
from pypdf import PdfReader
from tests.papers.conftest import DAY, example

from ansinh.papers import filling
from ansinh.papers.kinds import KINDS
from ansinh.papers.pdf import pdf_of
from ansinh.papers.reading import read_word, text_of
from ansinh.papers.rendering import fill_paper, finished, preview

pytestmark = [pytest.mark.django_db, pytest.mark.one_lane]
GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2024, 12, 10, tzinfo=UTC)


@pytest.fixture
def word(commune):
    def made(kind: str, context=None, rows: int = 3, number: int = 45) -> bytes:
        given = context or example(kind, rows)
        filled = fill_paper(kind=kind, context=given, unit=commune, issued_on=DAY)
        return finished(filled, number=number, check="Mã kiểm tra: 3F2A 9C11 0B7D 4E22.")

    return made


def words_of_pdf(content: bytes) -> list[str]:
    """Every word of a PDF in the order it is drawn, without the numbers of pages at the heads."""
    pages = PdfReader(io.BytesIO(content)).pages
    return [word for page in pages for word in page.extract_text().split()]


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_of_a_paper_is_the_golden_one(kind, word):
    golden = GOLDEN / f"{kind}.txt"
    assert text_of(read_word(word(kind))) + "\n" == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_the_golden_texts_hold_no_tag_and_no_mark(kind):
    text = (GOLDEN / f"{kind}.txt").read_text(encoding="utf-8")
    assert not re.search(r"[{}\ue000-\ue002]", text)


def test_no_page_bears_a_signature_alone(word, monkeypatch):
    """Whatever the length of a letter, its last words stand on the page of who signs; without the rule one length tears them apart."""
    given = example("answer")

    def torn() -> list[int]:
        found = []
        for lines in range(8, 34):
            facts = tuple(f"Nội dung thứ {number} đã kiểm tra." for number in range(lines))
            pdf = PdfReader(
                io.BytesIO(pdf_of([word("answer", replace(given, reasons=facts))], title="x", at=AT))
            )
            pages = [page.extract_text() for page in pdf.pages]
            signed = next(text for text in pages if "Nguyễn Văn An" in text)
            found += [] if "trả lời để ông (bà) biết./." in signed else [lines]
        return found

    assert torn() == []
    monkeypatch.setattr(filling, "_never_alone", lambda _document: None)
    assert torn() != []


def letters(words: list[str]) -> list[str]:
    return sorted("".join(words))


@pytest.mark.parametrize("kind", KINDS)
def test_word_and_pdf_say_the_same(kind, word):
    content = word(kind)
    pdf = PdfReader(io.BytesIO(pdf_of([content], title=kind, at=AT)))
    sections, pages = read_word(content), len(pdf.pages)
    assert len(sections) in (1, pages)
    body = "".join(run["t"] for run in _runs(sections, "blocks"))
    # The foot stands on every page, the number at the head of each page of a section but its first.
    foot = "".join(run["t"] for run in _runs(sections[:1], "footer")) * pages
    numbers = "".join(str(number) for number in range(2, pages + 1)) if len(sections) == 1 else ""
    # Lines break elsewhere and cells are drawn in another order, but no letter is in one and not in the other.
    drawn = [word for page in pdf.pages for word in page.extract_text().split()]
    assert letters(drawn) == letters((body + foot + numbers).split())


def _runs(sections, part="blocks"):
    def walk(blocks):
        for block in blocks:
            if block["kind"] == "p":
                yield from block["runs"]
            else:
                for row in block["rows"]:
                    for cell in row:
                        yield from walk(cell["blocks"])

    for section in sections:
        yield from walk(section[part])


def test_a_word_left_out_of_the_pdf_would_be_seen(word):
    """The comparison above can fail: it is not asked of a PDF of other words."""
    content, other = word("refusal"), word("answer")
    said = [run["t"] for run in _runs(read_word(content))]
    drawn = words_of_pdf(pdf_of([other], title="x", at=AT))
    assert letters(drawn) != letters("".join(said).split())


def test_the_same_paper_gives_the_same_bytes(word):
    assert word("certificate") == word("certificate")
    assert pdf_of([word("certificate")], title="x", at=AT) == pdf_of([word("certificate")], title="x", at=AT)


def test_python_docx_opens_it_with_the_measures_of_decree_30(word):
    document = Document(io.BytesIO(word("recognition_decision")))
    first, annex = document.sections[0], document.sections[1]
    sides = (first.page_width, first.page_height, first.left_margin, first.right_margin, first.top_margin)
    assert [round(side / Mm(1)) for side in sides] == [210, 297, 30, 20, 20]
    assert first.different_first_page_header_footer
    assert (round(annex.page_width / Mm(1)), round(annex.page_height / Mm(1))) == (297, 210)
    assert document.styles.element.xpath("//w:rFonts/@w:ascii") == ["Times New Roman"]


def test_the_head_names_state_body_number_place_and_day(word):
    lines = text_of(read_word(word("recognition_decision", number=5))).split("\n")
    assert lines[:6] == [
        "ỦY BAN NHÂN DÂN",
        "THỊ TRẤN MINH ĐỨC",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/QĐ-UBND",
        "Minh Đức, ngày 10 tháng 12 năm 2024",
    ]


def test_days_below_ten_and_january_and_february_have_a_zero(commune):
    made = preview(kind="refusal", context=example("refusal"), unit=commune, issued_on=date(2025, 2, 3))
    assert "Minh Đức, ngày 03 tháng 02 năm 2025" in text_of(read_word(made))


def test_pages_are_numbered_from_the_second_and_annexes_apart(word):
    pdf = PdfReader(io.BytesIO(pdf_of([word("posting_notice", rows=60)], title="x", at=AT)))
    tops = [page.extract_text().split("\n")[0].strip() for page in pdf.pages]
    numbers = [top for top in tops if top.isdecimal()]
    assert not tops[0].isdecimal()
    assert numbers == [str(number) for number in range(2, 2 + len(numbers))]
    assert len(numbers) >= 1


def test_grounds_end_in_semicolons_and_the_proposal_in_a_full_stop(word):
    lines = text_of(read_word(word("recognition_decision"))).split("\n")
    assert [line[-1] for line in lines if line.startswith("Căn cứ")] == [";", ";"]
    assert [line[-1] for line in lines if line.startswith("Theo đề nghị")] == ["."]


def test_an_unverified_form_says_so_at_its_foot(word):
    assert "Chưa kiểm chứng:" in text_of(read_word(word("request_join")))
    assert "Chưa kiểm chứng:" not in text_of(read_word(word("certificate")))


def test_a_draft_has_no_number_and_says_so(commune):
    made = text_of(
        read_word(preview(kind="refusal", context=example("refusal"), unit=commune, issued_on=DAY))
    )
    assert "Số: ……/TB-UBND" in made
    assert "BẢN NHÁP: chưa có số, chưa có giá trị." in made


def test_names_that_look_like_markup_stay_names(word):
    names = "<b>&amp; {{ x }} #let *a* \\ $"
    context = replace(example("refusal"), addressee=names)
    content = word("refusal", context)
    assert names in text_of(read_word(content))
    assert "".join(names.split()) in "".join(words_of_pdf(pdf_of([content], title="x", at=AT)))


def test_a_letter_the_font_lacks_does_not_keep_a_paper_from_printing(word):
    context = replace(example("refusal"), addressee="Trần 𠊚 Văn Ⅷ")
    assert "Trần?VănⅧ".replace("Ⅷ", "?") in "".join(
        words_of_pdf(pdf_of([word("refusal", context)], title="x", at=AT))
    )


def test_a_list_of_three_thousand_has_every_household_in_word_and_pdf(word):
    content = word("posting_notice", rows=3000)
    table = Document(io.BytesIO(content)).tables[-1]
    assert len(table.rows) == 3001
    pdf = PdfReader(io.BytesIO(pdf_of([content], title="x", at=AT)))
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert text.count("Hoàng Văn Em") == 3000
    assert "3.000" in text


def test_every_page_of_a_long_list_repeats_the_heads(word):
    pdf = PdfReader(io.BytesIO(pdf_of([word("posting_notice", rows=200)], title="x", at=AT)))
    annexes = [page.extract_text() for page in pdf.pages][1:]
    assert len(annexes) > 2
    assert all("Họ và tên chủ hộ" in text for text in annexes)


def test_lists_without_households_say_there_are_none(word):
    text = text_of(read_word(word("recognition_decision", rows=0)))
    assert text.count("Không có hộ nào.") == 5


def test_a_blank_request_has_dots_to_write_on(word):
    context = type(example("request_join"))()
    text = text_of(read_word(word("request_join", context)))
    assert "Họ và tên chủ hộ: ………" in text
    assert "None" not in text
