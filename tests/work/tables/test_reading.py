"""What a table keeps of its file: every value, every row's number, and nothing that nobody wrote."""

import hashlib
import random
from pathlib import Path

import polars as pl
import pytest
from tests.work.tables.workbooks_by_hand import (
    DATES,
    HEADER,
    cell,
    number,
    parts,
    row,
    sheet,
    workbook,
    zipped,
)

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import speaking
from ansinh.work.tables import Limits, Table, read_table


def _read(tmp_path: Path, data: bytes | str, name: str = "file.csv", **options: object) -> Table:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_table(path, **options)


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(UnusableInput) as refused:
        read_table(tmp_path / "none.csv")
    assert refused.value.code == "no_file"


def test_a_refusal_speaks_the_language_of_the_reader(tmp_path: Path):
    with speaking("vi"), pytest.raises(UnusableInput) as refused:
        _read(tmp_path, "a,b\n1,2\n1\n")
    assert refused.value.message == (
        "file.csv, dòng 3: có 1 ô trong khi tiêu đề có 2 cột. "
        "Hãy kiểm tra dấu phân cách và dấu ngoặc kép ở dòng này."
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_are_trimmed_and_blank_cells_are_null(tmp_path: Path, separator: str):
    text = "id,name,x\n 001 ,\u00a0Bùi\u200b Thị ,\n002,  ,3\n".replace(",", separator)

    table = _read(tmp_path, text)

    assert table.frame.rows() == [("001", "Bùi Thị", None), ("002", None, "3")]
    assert set(table.frame.dtypes) == {pl.String}


def test_decomposed_letters_are_composed(tmp_path: Path):
    table = _read(tmp_path, "tên\nĐA\u0323\u0306NG\n".replace("ê", "e\u0302"))
    assert (table.columns, table.frame.rows()) == (["tên"], [("ĐẶNG",)])


def test_rows_keep_their_numbers_past_blank_rows_and_quoted_line_ends(tmp_path: Path):
    table = _read(tmp_path, 'a,b\n1,"x\ny"\n\n,\n2,z\n')
    assert table.rows.to_list() == [2, 5]
    assert table.frame.rows() == [("1", "x\ny"), ("2", "z")]


def test_two_header_rows_take_the_machine_names(tmp_path: Path):
    table = _read(tmp_path, "code,name\nMã,Tên\n1,x\n", header_rows=2)
    assert (table.columns, table.rows.to_list(), table.frame.rows()) == (["code", "name"], [3], [("1", "x")])


def test_the_digest_is_of_the_bytes(tmp_path: Path):
    assert _read(tmp_path, "a\n1\n").digest == hashlib.sha256(b"a\n1\n").hexdigest()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read_by_their_marks(tmp_path: Path, codec: str):
    table = _read(tmp_path, "tên,x\nNguyễn Văn Đức,1\n".encode(codec))
    assert (table.encoding, table.frame.rows()) == (codec, [("Nguyễn Văn Đức", "1")])


def test_a_header_without_rows_is_an_empty_table(tmp_path: Path):
    table = _read(tmp_path, "a,b\n")
    assert (table.columns, table.frame.height, table.rows.to_list()) == (["a", "b"], 0, [])


@pytest.mark.parametrize("name", ["file.csv", "file.parquet", "file"])
def test_the_kind_is_told_by_content(tmp_path: Path, name: str):
    assert _read(tmp_path, workbook(row(1, cell("A1", "x")), row(2, cell("A2", "H1"))), name).sheet == "S"


def test_numbers_of_a_workbook_are_shortest_text(tmp_path: Path):
    values = ["1500000", "1.5", "1500000.0", "-3", "0.1", "63.14"]
    rows = [row(i, number(f"A{i}", value)) for i, value in enumerate(values, start=2)]
    table = _read(tmp_path, workbook(row(1, cell("A1", "x")), *rows))
    assert table.frame["x"].to_list() == ["1500000", "1.5", "1500000", "-3", "0.1", "63.14"]


def test_ids_stored_as_text_keep_their_zeros_beside_numbers(tmp_path: Path):
    rows = [row(2, cell("A2", "00123")), row(3, number("A3", "45"))]
    table = _read(tmp_path, workbook(row(1, cell("A1", "id")), *rows))
    assert table.frame["id"].to_list() == ["00123", "45"]


@pytest.mark.parametrize(
    ("book", "day"), [("", "2023-05-06"), ('<workbookPr date1904="1"/>', "2027-05-07")], ids=["1900", "1904"]
)
@pytest.mark.parametrize("mixed", [False, True], ids=["dates", "dates-and-text"])
def test_serial_dates_become_iso_dates(tmp_path: Path, book: str, day: str, mixed: bool):
    rows = [row(2, number("A2", "45052", ' s="1"')), *([row(3, cell("A3", "1957"))] if mixed else [])]
    data = zipped(parts([("S", sheet(row(1, cell("A1", "d")), *rows), "")], styles=DATES, book_more=book))
    assert _read(tmp_path, data).frame["d"].to_list() == [day, "1957"][: 1 + mixed]


def test_a_formula_leaves_its_cell_blank_and_the_others_as_they_are(tmp_path: Path):
    data = workbook(
        row(1, cell("A1", "x"), cell("B1", "y")),
        row(2, number("A2", "1"), "<c r='B2'><f>A2</f><v>7</v></c>".replace("'", '"')),
        row(3, number("A3", "2"), number("B3", "8")),
    )
    assert _read(tmp_path, data).frame.rows() == [("1", None), ("2", "8")]


def test_rows_of_a_workbook_keep_their_numbers(tmp_path: Path):
    table = _read(tmp_path, workbook(HEADER, row(4, cell("A4", "H4")), row(9, cell("A9", "H9"))))
    assert (table.rows.to_list(), table.frame["household_id"].to_list()) == ([4, 9], ["H4", "H9"])


def test_a_blank_first_column_does_not_shift_the_others(tmp_path: Path):
    data = workbook(row(1, cell("B1", "x"), cell("C1", "y")), row(2, cell("B2", "1"), cell("C2", "2")))
    table = _read(tmp_path, data)
    assert (table.columns, table.frame.rows()) == (["x", "y"], [("1", "2")])


def test_a_named_sheet_is_read_and_an_unknown_one_refused(tmp_path: Path):
    data = zipped(parts([("Một", sheet(HEADER), ""), ("Hai", sheet(row(1, cell("A1", "z"))), "")]))
    assert (_read(tmp_path, data, sheet="Hai").columns, _read(tmp_path, data).sheet) == (["z"], "Một")
    with pytest.raises(UnusableInput) as refused:
        _read(tmp_path, data, sheet="Ba")
    assert refused.value.code == "no_sheet"


def test_a_lying_dimension_is_not_believed(tmp_path: Path):
    data = workbook(HEADER, row(2, cell("A2", "H1")), before='<dimension ref="A1:XFD1048576"/>')
    assert _read(tmp_path, data).frame.height == 1


def test_names_with_prefixes_are_read_like_names_without(tmp_path: Path):
    xml = sheet(row(1, cell("A1", "x")), row(2, '<c r="A2"><f>1</f><v>3</v></c>'))
    for tag in ("worksheet", "sheetData", "row", "is", "c", "f", "v", "t"):
        xml = (
            xml.replace(f"<{tag} ", f"<m:{tag} ")
            .replace(f"<{tag}>", f"<m:{tag}>")
            .replace(f"</{tag}>", f"</m:{tag}>")
        )
    members = parts([("S", xml.replace("xmlns=", "xmlns:m="), "")])
    assert [f.rule for f in _read(tmp_path, zipped(members)).findings] == ["formula"]


def test_parquet_keeps_its_types(tmp_path: Path):
    frame = pl.DataFrame({"household_id": ["H1", None], "income": [1, 2]})
    frame.write_parquet(tmp_path / "p")
    table = read_table(tmp_path / "p")
    assert table.frame.equals(frame)
    assert (table.rows.to_list(), table.frame.schema) == ([2, 3], frame.schema)


def test_no_flipped_byte_of_a_parquet_file_ends_in_anything_but_a_table_or_a_refusal(tmp_path: Path):
    names = {"household_id": [f"H{i}" for i in range(300)], "tên": ["Hộ"] * 300, "income": list(range(300))}
    pl.DataFrame(names).write_parquet(tmp_path / "good")
    good, draw, refused = (tmp_path / "good").read_bytes(), random.Random(1), 0
    for _trial in range(150):
        data = bytearray(good)
        for _flip in range(draw.choice([1, 3, 20])):
            data[draw.randrange(4, len(data) - 8)] = draw.randrange(256)
        try:
            _read(tmp_path, bytes(data), "bad.parquet")
        except UnusableInput:
            refused += 1
    assert refused > 50


def test_limits_hold_for_every_kind(tmp_path: Path):
    few = Limits(rows=2)
    pl.DataFrame({"a": [1, 2, 3]}).write_parquet(tmp_path / "p")
    codes = []
    for data in (b"a\n1\n2\n3\n", workbook(HEADER, *(row(i, cell(f"A{i}", "x")) for i in (2, 3, 4)))):
        with pytest.raises(UnusableInput) as refused:
            _read(tmp_path, data, limits=few)
        codes.append(refused.value.code)
    with pytest.raises(UnusableInput) as refused:
        read_table(tmp_path / "p", limits=few)
    assert [*codes, refused.value.code] == ["too_many_rows"] * 3


def test_a_worker_over_its_memory_is_refused_with_advice(tmp_path: Path):
    with pytest.raises(UnusableInput) as refused:
        _read(tmp_path, workbook(HEADER), limits=Limits(worker_bytes=64 << 20))
    assert refused.value.code == "too_large"


def test_a_worker_over_its_time_is_refused_with_advice(tmp_path: Path):
    with pytest.raises(UnusableInput) as refused:
        _read(tmp_path, workbook(HEADER), limits=Limits(worker_seconds=0))
    assert refused.value.code == "too_slow"
