"""A file that is not what its name says is told so in words about that, and text in a file of any name is still read."""

import pytest

from ansinh.kernel.errors import UnusableInput
from ansinh.work.tables import read_table


@pytest.mark.parametrize("name", ["ho.xlsx", "ho.XLSX", "ho.xlsm", "ho.parquet"])
@pytest.mark.parametrize(
    "body", [b"\x00\x01\x02binary" * 40, b"K\x03\x04" + bytes(range(200)), b"text\x07\x00\x01"]
)
def test_binary_content_under_a_name_of_a_workbook_is_refused_with_words_about_that(tmp_path, name, body):
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(UnusableInput) as refused:
        read_table(path)
    assert refused.value.code == "wrong_kind"
    assert path.suffix.lower() in refused.value.message and "CSV" not in refused.value.message


@pytest.mark.parametrize("body", ["mã,tên\n1,Hộ\n".encode(), "mã,tên\n1,Hộ\n".encode("utf-16")])
def test_text_under_a_name_of_a_workbook_is_read(tmp_path, body):
    path = tmp_path / "ho.xlsx"
    path.write_bytes(body)
    assert read_table(path).frame.height == 1
