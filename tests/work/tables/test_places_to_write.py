"""Where a file cannot be written, it is said before anything else is lost."""

import polars as pl
import pytest

from ansinh.kernel.errors import UnusableInput
from ansinh.work.tables.writing import write_rows


@pytest.mark.parametrize("name", ["rows.csv", "rows.xlsx"])
def test_a_folder_that_is_not_there_is_refused_with_words(tmp_path, name):
    with pytest.raises(UnusableInput) as refused:
        write_rows(tmp_path / "nowhere" / name, pl.DataFrame({"a": ["1"]}))

    assert refused.value.code == "no_folder"
