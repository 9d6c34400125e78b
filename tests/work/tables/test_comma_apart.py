"""A CSV read in a process of its own: the same table, the same refusals, and a file that would grow too large costs nothing here."""

from dataclasses import replace

import pytest

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import speaking
from ansinh.work.tables import apart, reading
from ansinh.work.tables.reading import read_table
from ansinh.work.tables.table import DEFAULT

HERE = replace(DEFAULT, apart=False)


@pytest.fixture(autouse=True)
def every_file_is_long(monkeypatch):
    monkeypatch.setattr(reading, "_LONG", 0)


def written(tmp_path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "ho.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.fixture
def refused(tmp_path):
    """How a text is refused, apart and here: code, message and facts."""

    def of(text: str, limits) -> tuple:
        with pytest.raises(UnusableInput) as why:
            read_table(written(tmp_path, text), limits=limits)
        return why.value.code, why.value.message, dict(why.value.facts)

    return of


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n1\n", 'a,b\n1,"2\n', ",\n1,2\n", "a,b\n" + "1" * 140_000 + ",2\n"]
)
def test_it_is_refused_as_a_file_read_here_is(refused, language, text):
    with speaking(language):
        assert refused(text, DEFAULT) == refused(text, HERE)


def test_a_file_that_grows_beyond_its_room_is_refused_and_costs_nothing_here(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "_ANYHOW", 1 << 20)
    grows = written(tmp_path, ",".join(f"c{n}" for n in range(200)) + "\n" + "a\n" * 6_000)
    with pytest.raises(UnusableInput) as why:
        read_table(grows, short_rows=True)
    assert why.value.code == "too_large"
    # The control: read here, it becomes 1.2 million cells.
    assert read_table(grows, short_rows=True, limits=HERE).frame.height == 6_000


@pytest.mark.parametrize("ending", ["\n", "\r"])
def test_a_short_file_whose_completed_rows_are_wide_is_read_apart(tmp_path, monkeypatch, ending):
    monkeypatch.setattr(reading, "_LONG", 1 << 20)
    wide = written(tmp_path, "," * 2_000 + ending + f"a{ending}" * 3_000)
    assert (reading._is_long(wide, short_rows=True), reading._is_long(wide, short_rows=False)) == (
        True,
        False,
    )
    narrow = written(tmp_path, f"a,b{ending}" + f"1{ending}" * 30)
    assert not reading._is_long(narrow, short_rows=True)


def test_a_file_that_takes_too_long_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "_BYTES_A_SECOND", 1 << 40)
    with pytest.raises(UnusableInput) as why:
        read_table(written(tmp_path, "a\n1\n"), limits=replace(DEFAULT, worker_seconds=0))
    assert why.value.code == "too_slow"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_it_gives_the_table_a_file_read_here_gives(tmp_path, encoding):
    text = "ho,thôn\n\n" + "".join(f'"{n}, {n}",\n' for n in range(5_100))
    path = written(tmp_path, text, encoding)
    stated = encoding if encoding == "cp1258" else None
    one, other = (read_table(path, limits=limits, encoding=stated) for limits in (DEFAULT, HERE))
    assert one.frame.equals(other.frame)
    assert one.rows.equals(other.rows)
    assert (one.encoding, one.findings, one.digest) == (other.encoding, other.findings, other.digest)
    assert (int(one.rows[0]), one.frame.height) == (3, 5_100)
