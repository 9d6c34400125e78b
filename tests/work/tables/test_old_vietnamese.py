"""T16: text from before Unicode comes out right, or is asked about; it is never silently another name.

20,000 cells in each encoding, in both tiers.
"""

import random
import shutil
import unicodedata
from pathlib import Path

import pytest
from tests.work.tables.old_vietnamese import corpus, cp1258, tcvn3, viqr, vni

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.text import fold
from ansinh.work.tables import Table, read_table, vietnamese
from ansinh.work.tables.legacy import BYTES

CELLS = corpus(20_000)


def _read(tmp_path: Path, lines: list[bytes], **options: str) -> Table:
    path = tmp_path / "old.csv"
    path.write_bytes(b"name\n" + b"\n".join(lines) + b"\n")
    return read_table(path, **options)


def _wrong(table: Table, truth: list[str], *, case: bool = True) -> list[int]:
    """The rows that came out other than the truth."""
    got = table.frame["name"].to_list()
    same = (lambda text: text) if case else str.casefold
    return [row for row, a, b in zip(table.rows, got, truth, strict=True) if same(a) != same(b)]


def _asked(table: Table) -> set[int]:
    return {finding.row for finding in table.findings}


_TABLES = {
    "cp1258": cp1258,
    "vni": lambda text: vni(text).encode("cp1252"),
    "viqr": lambda text: viqr(text).encode(),
    "utf-8-twice": lambda text: "".join(BYTES[byte] for byte in text.encode()).encode(),
}


def _mixed(cells: list[str]) -> list[str]:
    """Each cell composed, taken apart, or anything between, as keyboards of different makers type it."""
    rng = random.Random(3)
    return [
        "".join(unicodedata.normalize(rng.choice(("NFC", "NFD")), letter) for letter in cell)
        for cell in cells
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-marked"])
@pytest.mark.parametrize("form", ["composed", "taken apart", "mixed"])
def test_unicode_comes_out_composed_and_without_a_question(tmp_path: Path, encoding: str, form: str):
    written = {
        "composed": CELLS,
        "taken apart": [unicodedata.normalize("NFD", cell) for cell in CELLS],
        "mixed": _mixed(CELLS),
    }[form]
    text = "name\n" + "\n".join(written) + "\n"
    marked = encoding == "utf-16-be-marked"
    path = tmp_path / "u.csv"
    path.write_bytes(b"\xfe\xff" + text.encode("utf-16-be") if marked else text.encode(encoding))

    table = read_table(path)

    assert (table.frame["name"].to_list(), table.findings) == (CELLS, ())


@pytest.mark.parametrize("name", _TABLES)
def test_whoever_came_in_is_found_without_accents(tmp_path: Path, name: str):
    """Every cell that came in without a question is found by the letters somebody types without accents."""
    table = _read(tmp_path, [_TABLES[name](cell) for cell in CELLS])
    asked = _asked(table)
    lost = [
        row
        for row, got, truth in zip(table.rows, table.frame["name"], CELLS, strict=True)
        if row not in asked and fold(got) != fold(truth)
    ]
    assert lost == []
    # A full stop or question mark after a word may be a tone of VIQR, so many of its cells are asked about.
    assert name == "viqr" or len(asked) <= len(CELLS) * 0.005


@pytest.mark.parametrize("name", _TABLES)
def test_a_file_in_one_old_table_comes_out_right(tmp_path: Path, name: str):
    table = _read(tmp_path, [_TABLES[name](cell) for cell in CELLS])

    assert (table.encoding, table.frame.height) == (name, len(CELLS))
    assert len(_wrong(table, CELLS)) <= len(CELLS) * 0.005
    assert set(_wrong(table, CELLS)) <= _asked(table)
    assert [f.facts["encoding"] for f in table.findings if f.rule == "old_encoding"] == [name]


@pytest.mark.skipif(not shutil.which("iconv"), reason="TCVN3 is written by iconv, which this system lacks")
@pytest.mark.parametrize("as_letters", [False, True], ids=["bytes", "letters"])
def test_tcvn3_comes_out_right_but_for_capitals_which_are_asked(tmp_path: Path, as_letters: bool):
    lines = tcvn3("\n".join(CELLS))
    lines = lines.decode("latin-1").encode() if as_letters else lines

    table = _read(tmp_path, lines.split(b"\n"))

    assert (table.encoding, _wrong(table, CELLS, case=False)) == ("tcvn3", [])
    assert "capitals_unknown" in {finding.rule for finding in table.findings}


def test_letters_of_an_old_font_saved_as_unicode_are_known(tmp_path: Path):
    table = _read(tmp_path, [vni(cell).encode() for cell in CELLS[:2_000]])
    assert (table.encoding, _wrong(table, CELLS[:2_000])) == ("vni", [])


@pytest.mark.parametrize("rare", ["cp1258", "vni"])
def test_a_few_cells_of_another_table_are_right_or_asked(tmp_path: Path, rare: str):
    cells = CELLS[:3_000]
    main = "vni" if rare == "cp1258" else "cp1258"
    lines = [_TABLES[rare if i % 40 == 0 else main](cell) for i, cell in enumerate(cells)]

    table = _read(tmp_path, lines)

    assert set(_wrong(table, cells)) <= _asked(table)
    assert table.encoding == main


def test_a_file_half_in_one_table_and_half_in_another_is_refused(tmp_path: Path):
    lines = [_TABLES["vni" if i % 2 else "cp1258"](cell) for i, cell in enumerate(CELLS[:2_000])]
    with pytest.raises(UnusableInput) as refused:
        _read(tmp_path, lines)
    assert refused.value.code == "ambiguous_encoding"


@pytest.mark.parametrize("word", [b"T\xe2m", b"h\xe9", b"H\xe0"])
def test_one_word_that_reads_two_ways_is_asked_and_a_person_may_say(tmp_path: Path, word: bytes):
    with pytest.raises(UnusableInput) as refused:
        _read(tmp_path, [word])
    assert refused.value.code == "ambiguous_encoding"
    assert _read(tmp_path, [word], encoding="cp1258").frame["name"].to_list() == [word.decode("cp1258")]


def test_an_unknown_name_of_a_table_is_refused(tmp_path: Path):
    with pytest.raises(UnusableInput) as refused:
        _read(tmp_path, [b"x"], encoding="ebcdic")
    assert refused.value.code == "unknown_encoding"


@pytest.mark.parametrize(
    "text",
    [
        "H' Duyên Knul",
        "K'Brêu",
        "Y Bhăm Êban",
        "Krông Năng",
        "12 m²",
        "25 °C",
        "«Thôn 1»",
        "Ksor Jút",
        "a+b (c)",
        "H'",
    ],
)
def test_unicode_text_of_any_people_is_left_alone(tmp_path: Path, text: str):
    table = _read(tmp_path, [*(cell.encode() for cell in CELLS[:200]), text.encode()])
    assert (table.frame["name"][-1], table.encoding, table.findings) == (text, "utf-8", ())


def test_without_asking_names_become_other_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The control: read by a table it is not written in, and asked about nothing, a file is silently wrong."""
    cells = CELLS[:3_000]
    lines = [_TABLES["vni" if i % 2 else "cp1258"](cell) for i, cell in enumerate(cells)]
    monkeypatch.setattr(vietnamese, "_judged", lambda *_given: "cp1258")
    monkeypatch.setattr(vietnamese, "findings_of", lambda *_given: [])
    monkeypatch.setattr("ansinh.work.tables.reading.findings_of", lambda *_given: [])
    monkeypatch.setattr(vietnamese, "_meanings", lambda _cell, _decoders: {})

    table = _read(tmp_path, lines)

    assert len(set(_wrong(table, cells)) - _asked(table)) > 1_000
