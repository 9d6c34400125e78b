"""What goes out runs nowhere and comes back as it was."""

import csv
import itertools
import random
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.work.tables import read_table, reading
from ansinh.work.tables.findings_workbook import write_findings
from ansinh.work.tables.writing import write_rows

_STARTS = ["", "'", "''", "\u200b", "\u00a0"]
_SIGNS = ["=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠"]
_BODIES = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "84912345678", "500000"]
PAYLOADS = ["".join(parts) for parts in itertools.product(_STARTS, _SIGNS, _BODIES)]
_PLAIN = [
    "K'Brêu",
    "H'",
    "'",
    "''",
    "'x",
    "001",
    "a=b",
    "Nguyễn Văn Đức",
    'x "y"',
    "a,b;c",
    "dòng 1\ndòng 2",
    "1e5",
]


def test_there_are_payloads_enough():
    assert len(set(PAYLOADS)) >= 200


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_every_text_comes_back_as_it_went(tmp_path: Path, suffix: str):
    texts = [text for text in PAYLOADS + _PLAIN if text == text.strip().replace("\u200b", "")]
    path = tmp_path / f"out{suffix}"

    write_rows(path, pl.DataFrame({"text": texts, "=name": [str(i) for i in range(len(texts))]}))

    table = read_table(path)
    assert (table.columns, table.frame["text"].to_list()) == (["text", "=name"], texts)


def _values(count: int) -> list[str]:
    """What people write in cells: debts, phone numbers, ids, percentages, names of all peoples, signs, payloads."""
    rng = random.Random(15)
    signs = [*"=+-@|%'\"", "\n", ";", ",", " ", "＝", "a", "Đ", "ỹ", "9", "0", ".", "H'", "K'", "-5", "+84"]
    made = [
        lambda: str(rng.randint(-(10**9), 10**9)),
        lambda: f"+84{rng.randrange(10**9):09d}",
        lambda: f"{rng.randrange(10**12):012d}",
        lambda: f"-{rng.randrange(1000)},{rng.randrange(100):02d}",
        lambda: f"{rng.randrange(100)}%",
        lambda: rng.choice(PAYLOADS + _PLAIN),
        lambda: "".join(rng.choices(signs, k=rng.randint(1, 12))),
    ]
    kept: list[str] = []
    while len(kept) < count:
        # What a reader trims anyway is no loss: blanks around a cell, and signs nobody sees.
        text = " ".join(rng.choice(made)().replace("\u200b", "").split(" ")).strip()
        if text and text == unicodedata.normalize("NFC", text).strip("\u00a0 \n\t"):
            kept.append(text)
    return kept


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_ten_thousand_values_come_back_as_they_went(tmp_path: Path, suffix: str):
    values = _values(10_000)
    path = tmp_path / f"out{suffix}"
    write_rows(path, pl.DataFrame({"value": values}))
    back = read_table(path).frame["value"].to_list()
    assert [pair for pair in zip(values, back, strict=True) if pair[0] != pair[1]] == []


def test_an_apostrophe_before_everything_would_not_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The control: marking blindly, as programs do, spoils debts and phone numbers."""
    monkeypatch.setattr(reading, "unmarked", lambda column: column)
    path = tmp_path / "out.csv"
    write_rows(path, pl.DataFrame({"value": _values(10_000)}))
    assert sum(read_table(path).frame["value"].str.starts_with("'")) > 1_000


def test_no_payload_begins_a_formula_in_a_csv(tmp_path: Path):
    path = tmp_path / "out.csv"
    write_rows(path, pl.DataFrame({"text": [*PAYLOADS, "\t=1+1", "\r=1+1", "\ufeff=1+1", " =1+1"]}))
    with path.open(newline="") as stream:
        cells = [cell for record in csv.reader(stream) for cell in record]
    assert len(cells) == len(PAYLOADS) + 5
    assert [cell for cell in cells if cell.lstrip("\ufeff\u200b\u00a0 \t\r").startswith(tuple(_SIGNS))] == []


def test_no_payload_is_a_formula_in_a_workbook(tmp_path: Path):
    path = tmp_path / "out.xlsx"
    write_rows(path, pl.DataFrame({"text": PAYLOADS}))
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    kinds = {cell.data_type for line in openpyxl.load_workbook(path).active.iter_rows() for cell in line}
    assert (xml.count(b"<f"), kinds) == (0, {"s"})


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_typed_columns_come_back_as_plain_text(tmp_path: Path, suffix: str):
    frame = pl.DataFrame(
        {
            "n": [-500000, 1],
            "d": [1.5, 2.0],
            "day": [date(2026, 7, 1), None],
            "yes": [True, False],
            "big": [10**16, 1],
        }
    )
    path = tmp_path / f"out{suffix}"
    write_rows(path, frame)
    assert read_table(path).frame.rows() == [
        ("-500000", "1.5", "2026-07-01", "1", "10000000000000000"),
        ("1", "2", None, "0", "1"),
    ]


@pytest.mark.parametrize(("cell", "row"), [("x" * 32_768, 3), ("a\0b", 3)], ids=["long", "nul"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_cell_that_cannot_be_written_is_named_and_the_old_file_stays(
    tmp_path: Path, suffix: str, cell: str, row: int
):
    path = tmp_path / f"out{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(UnusableInput) as refused:
        write_rows(path, pl.DataFrame({"x": ["ok", cell]}))
    assert (refused.value.facts["row"], refused.value.facts["column"]) == (row, "x")
    assert (path.read_bytes(), len(list(tmp_path.iterdir()))) == (b"old", 1)


def test_another_suffix_is_refused(tmp_path: Path):
    with pytest.raises(UnusableInput) as refused:
        write_rows(tmp_path / "out.pdf", pl.DataFrame({"x": [1]}))
    assert refused.value.code == "wrong_suffix"


def test_findings_stand_beside_their_rows(tmp_path: Path):
    source = tmp_path / "in.csv"
    source.write_text("id,name,income\nH1,Lò Thị A,=1\n\nH2,Vàng B,x\n")
    table = read_table(source)
    findings = [
        Finding("not_a_number", Level.ERROR, "Không phải số.", "in.csv", "", 4, "income"),
        Finding("odd", Level.WARNING, "Lạ.", "in.csv", "", 4, "income"),
        Finding("formula_like", Level.WARNING, "Giống công thức.", "in.csv", "", 2, "income"),
        Finding("note", Level.INFO, "Cả tệp.", "in.csv"),
    ]

    write_findings(table, findings, tmp_path / "out.xlsx")

    data, listed, counted = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets
    assert [[cell.value for cell in line] for line in data.iter_rows()] == [
        ["Dòng trong tệp", "Phát hiện", "id", "name", "income"],
        [2, "income: Giống công thức.", "H1", "Lò Thị A", "=1"],
        [4, "income: Không phải số.\nincome: Lạ.", "H2", "Vàng B", "x"],
    ]
    assert data["E2"].data_type == "s"
    assert data["E3"].comment.text == "Không phải số.\nLạ."
    assert (data["E3"].fill.fgColor.rgb, data["E2"].fill.fgColor.rgb) == ("FFFFC7CE", "FFFFEB9C")
    assert [line[0].value for line in listed.iter_rows(min_row=2)] == [None, 2, 4, 4]
    assert [(line[0].value, line[2].value) for line in counted.iter_rows(min_row=2)] == [
        ("note", 1),
        ("formula_like", 1),
        ("not_a_number", 1),
        ("odd", 1),
    ]
