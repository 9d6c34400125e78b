"""Codes read from the dictionaries of a file are the codes of its texts."""

from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from ansinh.standards import stored_codes
from ansinh.standards.questions import MEMBERS

SEXES = ["m", None, "f", "f", "m", None, None, "m", "f", "m", None]


def _file(folder: Path, sexes: list[str | None], **options: object) -> Path:
    table = pl.DataFrame({"member_id": [str(row) for row in range(len(sexes))], "sex": sexes}).to_arrow(
        compat_level=pl.CompatLevel.oldest()
    )
    pq.write_table(table, folder / "members.parquet", row_group_size=4, **options)
    return folder / "members.parquet"


def test_a_word_that_is_no_code_leaves_its_block_as_text(tmp_path: Path) -> None:
    path = _file(tmp_path, ["m", "x", None, "f"])
    (column,) = stored_codes.StoredCodes(path, stored_codes.dictionary_columns(path, MEMBERS)).read(0, 4)
    assert (column.dtype, column.to_list()) == (pl.String(), ["m", "x", None, "f"])


def test_an_encoding_without_dictionaries_is_left_to_the_other_reader(tmp_path: Path) -> None:
    path = _file(tmp_path, SEXES, use_dictionary=False, column_encoding={"sex": "DELTA_BYTE_ARRAY"})
    assert stored_codes.dictionary_columns(path, MEMBERS) == {}


@pytest.mark.parametrize("dictionary", [True, False])
def test_rows_are_read_across_row_groups_and_again_where_blocks_overlap(
    tmp_path: Path, dictionary: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_codes, "_BATCH", 3)
    path = _file(tmp_path, SEXES, use_dictionary=dictionary)
    rows = stored_codes.StoredCodes(path, stored_codes.dictionary_columns(path, MEMBERS))
    read = [rows.read(start, length)[0] for start, length in ((0, 6), (5, 5), (9, 2))]
    assert [column.to_list() for column in read] == [SEXES[:6], SEXES[5:10], SEXES[9:11]]
    assert {column.dtype for column in read} == {pl.Enum(["m", "f"])}
