"""A plan's Word file read into sections: nothing of the text lost, nothing of the head and the signature taken."""

import io
import random
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from tests.plans.making_words import numbered, saved, word_of

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.text import clean
from ansinh.plans.shipped import shipped_plans
from ansinh.plans.word_text import MOST_SECTIONS, Laid, read_plan

NUMBERS = """
<w:abstractNum {ns} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl>
</w:abstractNum>
"""


@pytest.mark.parametrize("plan", shipped_plans(), ids=lambda plan: plan.code)
def test_a_plan_typed_in_word_comes_back_word_for_word(plan):
    read = read_plan(word_of(*(said for one in plan.sections for said in numbered(one))))
    assert read.sections == tuple(
        Laid(one.number, one.depth, one.title, "\n".join(map(clean, one.paragraphs))) for one in plan.sections
    )
    assert len(read.left_out) == 3
    assert not any("Lò Văn Mẫu" in one.text for one in read.sections), "nobody who signs is taken"


def test_numbers_that_word_itself_prints_are_counted_as_word_counts_them():
    document = Document()
    lists = document.part.numbering_part.element
    lists.insert(0, parse_xml(NUMBERS.format(ns=nsdecls("w"))))
    for key, start in (
        ("88", ""),
        ("89", '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/></w:lvlOverride>'),
    ):
        lists.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{key}"><w:abstractNumId w:val="77"/>{start}</w:num>')
        )
    for key, level, words in (
        ("88", 0, "Mục tiêu"),
        ("88", 1, "Chung"),
        ("88", 1, "Cụ thể"),
        ("88", 2, "Về y tế"),
        ("88", 3, "thẻ bảo hiểm"),
        ("88", 0, "Giải pháp"),
        ("88", 1, "Truyền thông"),
        ("89", 1, "Tín dụng"),
    ):
        paragraph = document.add_paragraph()
        paragraph.add_run(words).bold = level < 3
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr>')
        )
    assert [(one.number, one.depth, one.title, one.text) for one in read_plan(saved(document)).sections] == [
        ("I", 1, "Mục tiêu", ""),
        ("1", 2, "Chung", ""),
        ("2", 2, "Cụ thể", ""),
        ("2.1", 3, "Về y tế", "- thẻ bảo hiểm"),
        ("II", 1, "Giải pháp", ""),
        ("1", 2, "Truyền thông", ""),
        ("5", 2, "Tín dụng", ""),
    ]


def test_a_title_that_goes_on_in_its_paragraph_is_parted_from_the_text():
    read = read_plan(
        word_of(("1. Phòng Y tế:", " Cấp thẻ cho hộ nghèo."), ("2. ", "Rà soát xong trước 14/12;"))
    )
    assert read.sections == (
        Laid("1", 1, "Phòng Y tế", "Cấp thẻ cho hộ nghèo.\n2. Rà soát xong trước 14/12;"),
    ), "a number alone in bold makes no heading"


def test_where_nothing_stands_out_a_short_line_that_goes_on_is_a_heading_and_a_clause_is_none():
    read = read_plan(
        word_of(
            "Thực hiện chương trình, xã ban hành kế hoạch.",
            "I. Mục tiêu",
            "1. Giảm 50 hộ nghèo;",
            "2. Không còn nhà tạm.",
            "12/2023 là hạn cuối",
            "1.500 hộ được vay vốn",
            "III. Không nối tiếp",
            "II. Giải pháp",
            "1. Tín dụng",
            "a) Cho vay hộ nghèo",
        )
    )
    assert [(one.number, one.depth, one.title) for one in read.sections] == [
        ("", 1, ""),
        ("I", 1, "Mục tiêu"),
        ("II", 1, "Giải pháp"),
        ("1", 2, "Tín dụng"),
        ("a", 4, "Cho vay hộ nghèo"),
    ]
    assert read.sections[1].text.split("\n") == [
        "1. Giảm 50 hộ nghèo;",
        "2. Không còn nhà tạm.",
        "12/2023 là hạn cuối",
        "1.500 hộ được vay vốn",
        "III. Không nối tiếp",
    ]


def test_what_was_struck_out_is_not_read_what_was_put_in_is_and_a_table_row_by_row():
    document = Document()
    heading = document.add_paragraph()
    heading.add_run("I. Kinh phí").bold = True
    heading._p.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="1" w:author="a"><w:r><w:delText> và nhân lực</w:delText></w:r></w:del>'
        )
    )
    heading._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="2" w:author="a"><w:r><w:rPr><w:b/></w:rPr>'
            f'<w:t xml:space="preserve"> năm 2023</w:t></w:r></w:ins>'
        )
    )
    table = document.add_table(2, 2)
    for row, words in zip(table.rows, (("Nguồn", "Đồng"), ("Trung ương", "500.000")), strict=True):
        for cell, said in zip(row.cells, words, strict=True):
            cell.text = said
    read = read_plan(saved(document))
    assert read.sections == (Laid("I", 1, "Kinh phí năm 2023", "Nguồn | Đồng\nTrung ương | 500.000"),)


def test_a_sentence_about_where_papers_are_handed_in_is_no_signature():
    read = read_plan(
        word_of(("I. Tổ chức",), "Nơi nhận hồ sơ là bộ phận một cửa.", ("II. Kinh phí",), "Ngân sách.")
    )
    assert [one.text for one in read.sections] == ["Nơi nhận hồ sơ là bộ phận một cửa.", "Ngân sách."]


def test_parts_and_chapters_stand_above_what_they_hold():
    read = read_plan(
        word_of(("PHẦN THỨ NHẤT",), "Đánh giá chung", ("I. Kết quả",), "Tốt.", ("PHẦN THỨ HAI: Kế hoạch",))
    )
    assert [(one.number, one.depth, one.title, one.text) for one in read.sections] == [
        ("NHẤT", 1, "PHẦN THỨ NHẤT", "Đánh giá chung"),
        ("I", 2, "Kết quả", "Tốt."),
        ("HAI", 1, "Kế hoạch", ""),
    ]


def _with(name: str, content: bytes, whole: bytes = word_of(("I. Mục tiêu",), "Giảm nghèo.")) -> bytes:
    """A Word file one of whose parts is another."""
    there, written = zipfile.ZipFile(io.BytesIO(whole)), io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in there.namelist():
            packed.writestr(one, content if one == name else there.read(one))
    return written.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">]><a>' + b"&b;" * 1000 + b"</a>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_word_file"),
        (b"%PDF-1.7", "no_word_file"),
        (word_of("Một.")[:-200], "no_word_file"),
        (_with("[Content_Types].xml", b"<a/>"), "no_word_file"),
        (_with("word/document.xml", b"<a>"), "no_word_file"),
        (_with("word/document.xml", BOMB), "no_word_file"),
        (_with("word/document.xml", b"<a>" + b" " * 13_000_000 + b"</a>"), "too_large"),
        (word_of(), "no_text"),
        (word_of(*((f"{n % 99 + 1}. Việc",) for n in range(MOST_SECTIONS + 1))), "too_many_sections"),
    ],
    ids=["empty", "pdf", "cut", "types", "broken", "entities", "bomb", "bare", "many"],
)
def test_what_is_no_plan_in_word_is_refused_in_words(content, code):
    with pytest.raises(UnusableInput) as said:
        read_plan(content)
    assert said.value.code == code


def test_a_damaged_file_is_read_or_refused_and_nothing_else():
    chance, whole = random.Random(20230105), word_of(("I. Mục tiêu",), "Giảm nghèo.", ("1. Chung",))
    parts = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "[Content_Types].xml")
    refused = 0
    for turn in range(60):
        name = parts[turn % len(parts)]
        body = bytearray(zipfile.ZipFile(io.BytesIO(whole)).read(name))
        at = chance.randrange(len(body))
        body[at : at + chance.randrange(1, 200)] = bytes(chance.randrange(32, 127) for _ in range(turn % 3))
        try:
            read_plan(_with(name, bytes(body)))
        except UnusableInput:
            refused += 1
    assert 10 < refused < 60


def test_styles_that_rest_on_each_other_are_walked_once():
    document = Document()
    document.add_paragraph("I. Mục tiêu", style="Heading 1")
    document.add_paragraph("Giảm nghèo.")
    whole = saved(document)
    styles = zipfile.ZipFile(io.BytesIO(whole)).read("word/styles.xml")
    circle = styles.replace(b'<w:basedOn w:val="Normal"/>', b'<w:basedOn w:val="Heading1"/>')
    assert circle != styles
    assert read_plan(_with("word/styles.xml", circle, whole)).sections == read_plan(whole).sections
