"""Templates an agency uploads: what is refused, with its reason and its place; what is accepted holds from its day."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.papers.conftest import DAY, edited, example, parts_of, with_part

from ansinh.accounts.actor import SYSTEM
from ansinh.kernel.dates import today
from ansinh.kernel.errors import UnusableInput
from ansinh.papers.actions import accept_template, take_back_template
from ansinh.papers.checking import check_template
from ansinh.papers.errors import TemplateRefused
from ansinh.papers.kinds import KINDS, kind_named
from ansinh.papers.layout.word import archive
from ansinh.papers.queries import template_in_force
from ansinh.papers.reading import read_word, text_of
from ansinh.papers.rendering import preview
from ansinh.papers.shipped import shipped_template
from ansinh.places.queries import unit_above

KIND = kind_named("refusal")


def faults(content: bytes, kind=KIND) -> list[str]:
    with pytest.raises(TemplateRefused) as refused:
        check_template(kind, content)
    return list(refused.value.faults)


def test_an_unknown_field_is_refused_with_its_name_its_place_and_the_near_one():
    content = edited("refusal", "{{ addressee }}", "{{ adressee }}")
    assert faults(content) == [
        "không có trường «adressee»: có phải «addressee»? (ở chỗ «Kính gửi: {{ adressee }}; địa chỉ: {{ address }}.»)"
    ]


def test_every_fault_is_said_at_once():
    content = edited("refusal", "{{ addressee }}", "{{ x }} {{ y }}")
    assert [said.partition(" (")[0] for said in faults(content)] == [
        "không có trường «x»",
        "không có trường «y»",
    ]


@pytest.mark.parametrize(
    "tag",
    [
        "{{ addressee.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ addressee.upper() }}",
        "{{ addressee[0] }}",
        "{{ range(9) }}",
        "{{ 9 * 9 }}",
        "{{ addressee|attr('x') }}",
        "{{ paper.__init__ }}",
        "{% set a = 1 %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% macro x() %}{% endmacro %}",
        "{{ reasons }}",
        "{%p for c in addressee %}{%p endfor %}",
        "{{ loop.index }}",
        "{{ self }}",
    ],
)
def test_a_tag_that_does_more_than_print_repeat_and_choose_is_refused(tag):
    assert faults(edited("refusal", "{{ addressee }}", tag.replace("<", "&lt;")))


def test_a_field_of_a_row_is_checked_against_the_rows_own_fields():
    kind = kind_named("posting_list")
    content = edited("posting_list", "{{ row.village }}", "{{ row.citizen_id }}")
    assert ["không có trường «row.citizen_id»" in said for said in faults(content, kind)] == [True]


def test_a_tag_left_open_is_refused():
    assert faults(edited("refusal", "{%p endfor %}", ""))


@pytest.mark.parametrize("field", ["number", "check"])
def test_a_template_without_its_number_or_its_code_is_refused(field):
    part = "word/document.xml" if field == "number" else "word/footer1.xml"
    content = edited("refusal", f"{{{{ paper.{field} }}}}", "", part)
    assert faults(content) == [f"thiếu trường bắt buộc {{{{ paper.{field} }}}}"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("word/vbaProject.bin", "macro"),
        ("word/embeddings/oleObject1.xml", "đối tượng nhúng"),
        ("word/media/image1.png", "hình ảnh"),
        ("word/afchunk.mht", "không được nhận"),
    ],
)
def test_macros_objects_and_pictures_are_refused_by_name(name, words):
    (said,) = faults(with_part("refusal", name, b"<x/>"))
    assert words in said
    assert name in said


def test_a_link_to_the_outside_is_refused_with_where_it_leads():
    parts = parts_of(shipped_template("refusal"))
    name = "word/_rels/document.xml.rels"
    link = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="https://example.org/t.dotm" TargetMode="External"/></Relationships>'
    )
    parts[name] = parts[name].replace(b"</Relationships>", link.encode())
    (said,) = faults(archive(parts))
    assert "https://example.org/t.dotm" in said


def test_a_document_that_may_hold_macros_is_refused():
    plain, macros = "wordprocessingml.document.main+xml", "wordprocessingml.document.macroEnabled.main+xml"
    content = edited("refusal", plain, macros, "[Content_Types].xml")
    (said,) = faults(content)
    assert ".docm" in said


def test_an_entity_bomb_is_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'
    (said,) = faults(with_part("refusal", "customXml/item1.xml", bomb))
    assert "không an toàn" in said


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_word_file_is_refused(content):
    assert "Word" in faults(content)[0]


def test_a_file_that_unpacks_too_large_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts_of(shipped_template("refusal")).items():
            file.writestr(name, part)
        file.writestr("customXml/item1.xml", b" " * (21 * 1024 * 1024))
    assert faults(packed.getvalue()) == ["tệp giải nén ra quá lớn"]


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ("<w:drawing/>", "hình"),
        ("<w:object/>", "nhúng"),
        ("<w:sym/>", "ký hiệu"),
        ("<w:footnoteReference/>", "chú thích"),
    ],
)
def test_what_the_pdf_cannot_show_is_refused_where_it_stands(element, words):
    (said,) = faults(edited("refusal", "2. Lý do:</w:t>", f"2. Lý do:</w:t>{element}"))
    assert words in said
    assert "2. Lý do:" in said


def test_numbers_that_word_sets_by_itself_are_refused():
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    assert "đánh số tự động" in faults(edited("refusal", "<w:pPr>", numbered))[0]


@pytest.mark.parametrize("code", KINDS)
def test_every_shipped_template_passes_its_own_check(code):
    check_template(kind_named(code), shipped_template(code))


def test_a_tag_that_word_tore_apart_is_still_read():
    torn = "{{ add</w:t></w:r><w:r><w:t>ressee }}"
    check_template(KIND, edited("refusal", "{{ addressee }}", torn))


@pytest.mark.django_db
class TestInForce:
    def accept(self, unit, content=None, **named):
        given = {
            "kind": KIND,
            "file_name": "mau.docx",
            "valid_from": today(),
            "why": "",
            "by": SYSTEM,
        } | named
        return accept_template(
            unit=unit, content=content or edited("refusal", "Kính gửi:", "Kính gửi ông, bà:"), **given
        )

    def text(self, unit, day) -> str:
        return text_of(
            read_word(preview(kind="refusal", context=example("refusal"), unit=unit, issued_on=day))
        )

    def test_a_day_that_is_past_is_refused(self, commune):
        with pytest.raises(UnusableInput) as refused:
            self.accept(commune, valid_from=today() - timedelta(days=1))
        assert refused.value.code == "template_backdated"

    def test_the_same_file_twice_is_refused(self, commune):
        self.accept(commune)
        with pytest.raises(UnusableInput) as refused:
            self.accept(commune)
        assert refused.value.code == "template_same"

    def test_a_template_is_used_from_its_day_and_not_before(self, commune):
        self.accept(commune)
        assert "Kính gửi ông, bà:" in self.text(commune, today())
        assert "Kính gửi ông, bà:" not in self.text(commune, today() - timedelta(days=1))

    def test_next_door_keeps_its_own(self, commune, next_door):
        self.accept(commune)
        assert "Kính gửi ông, bà:" not in self.text(next_door, today())

    def test_the_templates_of_a_province_serve_its_communes_but_the_communes_own_goes_first(self, commune):
        province = unit_above(commune, DAY, "province")
        self.accept(province)
        assert "Kính gửi ông, bà:" in self.text(commune, today())
        self.accept(commune, edited("refusal", "Kính gửi:", "Kính gửi gia đình:"))
        assert "Kính gửi gia đình:" in self.text(commune, today())

    def test_what_is_taken_back_gives_way_to_what_held_before(self, commune):
        first = self.accept(commune)
        second = self.accept(commune, edited("refusal", "Kính gửi:", "Kính gửi gia đình:"))
        take_back_template(template=second, why="Sai lời", by=SYSTEM)
        assert template_in_force("refusal", commune, today()) == first
        take_back_template(template=first, why="Thôi", by=SYSTEM)
        assert template_in_force("refusal", commune, today()) is None

    @pytest.mark.parametrize("why", ["", "  "])
    def test_taking_back_needs_a_reason(self, commune, why):
        made = self.accept(commune)
        with pytest.raises(UnusableInput):
            take_back_template(template=made, why=why, by=SYSTEM)

    def test_taken_back_twice_is_refused(self, commune):
        made = self.accept(commune)
        take_back_template(template=made, why="Sai", by=SYSTEM)
        with pytest.raises(UnusableInput) as refused:
            take_back_template(template=made, why="Sai", by=SYSTEM)
        assert refused.value.code == "template_taken_back"


@pytest.mark.django_db
def test_none_agreed_is_said_and_what_is_not_known_yet_is_left_to_fill_in(commune):
    held = replace(example("meeting_minutes"), agreed=0, refused=3, present=None)
    words = text_of(read_word(preview(kind="meeting_minutes", context=held, unit=commune, issued_on=DAY)))
    assert "đồng ý: 0 hộ" in words
    assert "Thành phần tham dự: …… người" in words
