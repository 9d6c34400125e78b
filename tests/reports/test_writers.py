"""What the writers write can be opened, read back and trusted."""

import csv
import io
import unicodedata
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdf
import pytest
from tests.reports import factory

from ansinh.kernel.fonts import LETTERS
from ansinh.reports.csv import FIXED, csv_text, safe_text
from ansinh.reports.forms import make_form
from ansinh.reports.heads import head_spans, number_row
from ansinh.reports.pdf import pdf_bytes
from ansinh.reports.xlsx import write_workbook, write_xlsx

HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://example.invalid")',
    "+84 912",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "#set page(width: 1cm)",
    "*đậm* _nghiêng_ $x$ #1",
    "http://example.invalid",
    "&D&P",
]


def hostile_context(text: str):
    given = factory.context()
    places = [replace(given.rows[0], name=text), *given.rows[1:]]
    return replace(given, rows=places, unit=replace(given.unit, name=text, authority=text))


def sheet_of(path: Path):
    return openpyxl.load_workbook(path).active


def text_of(table) -> str:
    return pypdf.PdfReader(io.BytesIO(pdf_bytes(table))).pages[0].extract_text()


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_in_workbooks(text, tmp_path):
    sheet = sheet_of(write_xlsx(make_form(1, hostile_context(text)), tmp_path / "form.xlsx"))
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert text in [cell.value for cell in cells]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_in_pdf(text):
    found = text_of(make_form(1, hostile_context(text)))
    assert "".join(text.split()) in "".join(found.split())


def test_a_letter_the_font_lacks_is_replaced_and_said_so():
    text = (
        pypdf.PdfReader(io.BytesIO(pdf_bytes(make_form(1, hostile_context("Xã 村 ＝1")))))
        .pages[0]
        .extract_text()
    )
    assert "Xã ? ?1" in text
    assert "2 ký tự ngoài bảng chữ" in text


def test_every_letter_of_the_font_table_can_be_printed():
    letters = "".join(sorted(LETTERS - {" ", "\u00a0", "\u00ad"}))
    assert pdf_bytes(make_form(1, hostile_context(letters))).startswith(b"%PDF")


def test_a_decomposed_name_is_printed_composed():
    name = unicodedata.normalize("NFD", "Xã Quỳnh Thuận")
    text = text_of(make_form(1, hostile_context(name)))
    assert "Xã Quỳnh Thuận" in text


def test_text_that_a_spreadsheet_would_calculate_is_quoted_in_csv_and_numbers_are_not():
    rows = list(csv.reader(io.StringIO(csv_text([make_form(1, hostile_context("=1+1"))]))))
    assert rows[1][2] == "'=1+1"
    assert safe_text("Xã Lại Xuân") == "Xã Lại Xuân"


def test_csv_is_the_published_table_with_the_total_under_the_unit_itself():
    table = make_form(1, factory.context())
    rows = list(csv.DictReader(io.StringIO(csv_text([table]))))
    assert list(rows[0]) == [*FIXED, *(f"c{n}" for n in range(1, 15))]
    assert [(row["unit_code"], row["parent_code"]) for row in rows][-2:] == [("11482", "311"), ("311", "31")]
    assert [Decimal(rows[-1][column.key]) for column in table.columns] == [
        cell.value for cell in table.rows[-1].cells
    ]


def test_lists_and_tables_do_not_share_a_csv():
    given = factory.context()
    with pytest.raises(ValueError, match="lists"):
        csv_text([make_form(1, given), make_form(15, given)])


@pytest.mark.parametrize("number", range(1, 16))
def test_a_workbook_holds_every_figure_of_its_form(number, tmp_path):
    table = make_form(number, factory.context())
    sheet = sheet_of(write_xlsx(table, tmp_path / "form.xlsx"))
    found = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)]
    printed = [cell.value for row in table.rows for cell in row.cells]
    assert found == [float(value) for value in printed if isinstance(value, int | Decimal)]


def test_a_workbook_is_laid_out_as_an_official_paper(tmp_path):
    table = make_form(2, factory.context())
    sheet = sheet_of(write_xlsx(table, tmp_path / "form.xlsx"))
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"} < set(values)
    assert values[0] == "ỦY BAN NHÂN DÂN HUYỆN THỦY NGUYÊN"
    assert "9=1−2−3−4+5+6+7+8" in values
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("D12", "$9:$11")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)


def test_all_forms_fit_into_one_workbook(tmp_path):
    given = factory.context()
    path = write_workbook([make_form(n, given) for n in range(1, 16)], tmp_path / "all.xlsx")
    assert len(openpyxl.load_workbook(path).sheetnames) == 15


def test_the_same_form_of_the_same_version_is_the_same_file(tmp_path):
    table = make_form(1, factory.context())
    first = write_xlsx(table, tmp_path / "a.xlsx").read_bytes()
    assert write_xlsx(table, tmp_path / "b.xlsx").read_bytes() == first
    assert pdf_bytes(table) == pdf_bytes(table)


def test_vietnamese_is_extracted_right_from_a_pdf():
    text = text_of(make_form(1, factory.context()))
    for phrase in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Xã Lại Xuân"):
        assert phrase in text
    assert "Tổng cộng" in text and "17.120" in text


def test_a_pdf_embeds_tinos_and_nothing_of_the_machine():
    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(make_form(1, factory.context()))))
    fonts = {str(font.get_object()["/BaseFont"]) for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert {name.split("+")[1].split("-")[0] for name in fonts} == {"Tinos"}


def test_a_form_is_tagged_for_screen_readers_and_a_long_list_is_not():
    tagged = [
        "/StructTreeRoot"
        in pypdf.PdfReader(io.BytesIO(pdf_bytes(make_form(number, factory.context())))).root_object
        for number in (1, 15)
    ]
    assert tagged == [True, False]


def test_heads_repeat_on_every_page_of_a_list():
    pages = pypdf.PdfReader(io.BytesIO(pdf_bytes(make_form(15, factory.context())))).pages
    with_rows = [page for page in pages if "Chủ hộ" in page.extract_text()]
    assert len(with_rows) > 2
    assert all("Họ và tên" in page.extract_text() for page in with_rows)


@pytest.mark.parametrize("number", range(1, 16))
def test_heads_cover_every_place_of_their_grid_once(number):
    table = make_form(number, factory.context())
    spans = head_spans(table)
    covered = [
        (span.row + down, span.column + right)
        for span in spans
        for down in range(span.rows)
        for right in range(span.columns)
    ]
    levels = max(row for row, _column in covered) + 1
    assert sorted(covered) == [
        (row, column) for row in range(levels) for column in range(len(number_row(table)))
    ]
