"""A corpus of bad files: each kind in several variants, with the refusal or the finding it must meet."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from tests.work.tables.workbooks_by_hand import (
    DATES,
    FIRST,
    HEADER,
    NS,
    SECOND,
    cell,
    number,
    parts,
    repeated,
    row,
    sheet,
    with_raw_member,
    with_sizes,
    workbook,
    zipped,
)


@dataclass(frozen=True)
class Bad:
    """One file. ``code``: the refusal's code, or blank where it is read with a finding of ``rule``."""

    kind: str
    variant: str
    suffix: str
    build: Callable[[], bytes]
    code: str = ""
    rule: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        return f"{self.kind}-{self.variant}"


_CSV = "household_id,head_name,income\nH1,Người 1,1500000\nH2,Người 2,900000\n"
_NAMES = ["Nguyễn", "Trần", "Phạm", "Đặng", "Bùi", "Vũ"]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
_MEMBER = "xl/worksheets/sheet1.xml"


def _later(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def _wide_text(columns: int) -> bytes:
    return b",".join(b"c%d" % i for i in range(columns)) + b"\n1\n"


def _long_text(size: int) -> bytes:
    return b"a,b\n1,2\n" + b"x" * size + b",1\n"


def _many_parts(count: int) -> bytes:
    return zipped({f"xl/x{i}.xml": b"" for i in range(count)})


def _bomb(piece: bytes, times: int) -> bytes:
    return with_raw_member(parts([("S", sheet(HEADER), "")]), _MEMBER, *repeated(piece, times))


def _long_book(size: int) -> bytes:
    text = random.Random(2).randbytes(size // 2).hex()
    return workbook(HEADER, FIRST, row(3, cell("A3", text)))


def texts() -> Iterator[Bad]:
    """CSV files."""
    for name, data in (
        ("nothing", b""),
        ("blanks", b" \r\n\r\n"),
        ("bom", b"\xef\xbb\xbf"),
        ("zeros", b"\0" * 64),
    ):
        yield Bad("empty", name, ".csv", _later(data), "empty_file")
    for at, line in ((2, "H1,Người 1\n"), (3, "H1,a,1\nH2,b,2,3\n"), (4, "H1,a,1\n\nH2,b\n")):
        data = ("household_id,head_name,income\n" + line).encode()
        yield Bad("ragged", f"row{at}", ".csv", _later(data), "ragged_row", row=at)
    for at, text in ((2, 'a,b\n"open,1\nx,2\n'), (3, 'a,b\n1,2\n"x"y,2\n'), (2, 'a,b\n"1"2,3\n')):
        yield Bad("quotes", f"row{at}-{len(text)}", ".csv", _later(text.encode()), "broken_quotes", row=at)
    for at in (1, 2, 3):
        lines = _CSV.splitlines()
        lines[at - 1] += "\0"
        yield Bad("nul", f"row{at}", ".csv", _later("\n".join(lines).encode()), "nul_character", row=at)
    yield Bad("utf16-without-mark", "le", ".csv", _later(_CSV.encode("utf-16-le")), "nul_character", row=1)
    yield Bad("utf16-without-mark", "be", ".csv", _later(_CSV.encode("utf-16-be")), "nul_character", row=1)
    yield Bad("utf16-cut", "odd", ".csv", _later(_CSV.encode("utf-16")[:-1]), "unknown_encoding")
    yield Bad(
        "utf8-mark-lies", "cp1258", ".csv", _later(b"\xef\xbb\xbfa,b\n\xe2\xff,1\n"), "unknown_encoding"
    )
    for name, header in (("ab", "x,y,x"), ("case", "x,y, x "), ("nfd", "tỉnh,y,tỉnh")):
        data = f"{header}\n1,2,3\n".encode()
        yield Bad("same-names", name, ".csv", _later(data), "duplicate_column", row=1)
    for name, header, column in (("mid", "a,,c", "B"), ("first", ",b,c", "A"), ("last", "a,b,", "C")):
        data = f"{header}\n1,2,3\n".encode()
        yield Bad("nameless", name, ".csv", _later(data), "blank_column_name", row=1, column=column)
    yield Bad("no-header", "commas", ".csv", _later(b",,\n1,2,3\n"), "no_header", row=1)
    yield Bad("no-header", "blank-line", ".csv", _later(b"\na,b\n1,2\n"), "no_header", row=1)
    for count in (2_001, 100_000, 1_000_000):
        yield Bad("many-columns", str(count), ".csv", partial(_wide_text, count), "too_many_columns", row=1)
    for size in (200_000, 10_000_000):
        yield Bad("long-cell", str(size), ".csv", partial(_long_text, size), "cell_too_long", row=3)
    yield Bad(
        "long-name", "csv", ".csv", _later(b"a," + b"x" * 5_000 + b"\n1,2\n"), "long_column_name", row=1
    )
    yield Bad("ambiguous-letters", "one-word", ".csv", _later(b"a\nT\xe2m\n"), "ambiguous_encoding")
    noise = random.Random(5).randbytes(20_000).replace(b"\0", b"\1")
    yield Bad("noise", "bytes", ".csv", _later(noise), "*")
    for name, value in (("plain", "1.23E+11"), ("comma", "1,23E+11"), ("lower", "4.5e+15")):
        data = f'id;x\n1;2\n"{value}";3\n'.encode()
        yield Bad("mangled", name, ".csv", _later(data), rule="mangled_number", row=3, column="id")


def mistakes() -> Iterator[Bad]:
    """Files of other kinds under the name of a table, and tables under another's name."""
    marks = {
        "pdf": b"%PDF-1.7\n",
        "png": b"\x89PNG\r\n\x1a\n",
        "jpeg": b"\xff\xd8\xff\xe0",
        "rar": b"Rar!\x1a\x07\x00",
        "7z": b"7z\xbc\xaf\x27\x1c",
        "rtf": b"{\\rtf1",
        "sqlite": b"SQLite format 3\0",
        "exe": b"MZ\x90\0",
        "html": b"<!DOCTYPE html><html><table><tr><td>1",
        "xml": b'<?xml version="1.0"?><Workbook>',
        "excel-html": b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'>",
    }
    for name, start in marks.items():
        for suffix in (".csv", ".xlsx"):
            yield Bad("other-kind", name + suffix, suffix, _later(start + b" " * 600), "wrong_kind")
    yield Bad("other-kind", "gzip", ".csv", lambda: gzip.compress(_CSV.encode()), "wrong_kind")
    for suffix in (".xls", ".xlsx", ".csv"):
        yield Bad("locked-or-old", suffix, suffix, _later(_OLE), "old_or_locked_workbook")
    for name, member in (
        ("word", "word/document.xml"),
        ("ods", "content.xml"),
        ("xlsb", "xl/workbook.bin"),
        ("jar", "META-INF/MANIFEST.MF"),
        ("zip", "readme.txt"),
    ):
        yield Bad("other-zip", name, ".xlsx", _later(zipped({member: b"x"})), "wrong_kind")


def archives() -> Iterator[Bad]:
    """Zip files that lie, break or burst."""
    good = workbook(HEADER, FIRST, SECOND)
    for part in (0.2, 0.5, 0.9, 0.99):
        yield Bad("cut", f"{part}", ".xlsx", _later(good[: int(len(good) * part)]), "damaged_workbook")
    for at in range(3):
        data = bytearray(good)
        where = data.find(_MEMBER.encode()) + len(_MEMBER) + 5 + at * 40
        data[where] ^= 0xFF
        yield Bad("flipped", str(at), ".xlsx", _later(bytes(data)), "damaged_workbook")
    yield Bad("size-lies", "less", ".xlsx", _later(with_sizes(good, _MEMBER, size=50)), "damaged_workbook")
    yield Bad(
        "size-lies", "more", ".xlsx", _later(with_sizes(good, _MEMBER, size=5_000_000)), "damaged_workbook"
    )
    yield Bad("size-lies", "bomb", ".xlsx", _later(with_sizes(good, _MEMBER, size=4_000_000_000)), "zip_bomb")
    yield Bad("checksum-lies", "sheet", ".xlsx", _later(with_sizes(good, _MEMBER, crc=1)), "damaged_workbook")
    for count in (3_000, 70_000):
        yield Bad("many-parts", str(count), ".xlsx", partial(_many_parts, count), "too_many_parts")
    members = parts([("S", sheet(HEADER), "")])
    for name, piece, times in (
        ("spaces", b" " * (1 << 20), 300),
        ("rows", b"<row/>" * (1 << 17), 400),
        ("over-a-gigabyte", b" " * (1 << 20), 1_100),
    ):
        yield Bad("bomb", name, ".xlsx", partial(_bomb, piece, times), "zip_bomb")

    def lying_bomb() -> bytes:
        packed, checksum, size = repeated(b" " * (1 << 20), 200)
        return with_sizes(with_raw_member(members, _MEMBER, packed, checksum, size), _MEMBER, size=9_000_000)

    yield Bad("bomb", "lying-directory", ".xlsx", lying_bomb, "damaged_workbook")
    nested = zipped({"a.zip": zipped({"b.zip": zipped({"c": b"0" * 1_000_000})})})
    yield Bad("nested", "zip-in-zip", ".xlsx", _later(nested), "wrong_kind")
    for flag in ("sheet", "all"):
        data = bytearray(good)
        at = data.find(b"PK\x01\x02")
        while at >= 0:
            data[at + 8] |= 1
            at = data.find(b"PK\x01\x02", at + 4) if flag == "all" else -1
        yield Bad("locked-parts", flag, ".xlsx", _later(bytes(data)), "locked_workbook")

    def twice() -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
            archive._didModify = True
            archive.NameToInfo.pop("xl/workbook.xml")
            archive.writestr("xl/workbook.xml", b"<workbook/>")
        return out.getvalue()

    yield Bad("part-twice", "workbook", ".xlsx", twice, "damaged_workbook")


_DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def xml() -> Iterator[Bad]:
    """Workbooks whose XML is unsafe or broken."""
    for name, declaration in (("entities", _DTD), ("file", _XXE), ("plain", "<!DOCTYPE x>")):
        for where in ("sheet", "book", "strings", "styles", "relations"):
            members = parts([("S", sheet(HEADER, FIRST), "")], styles=DATES)
            members["xl/sharedStrings.xml"] = f"<sst {NS}/>".encode()
            target = {
                "sheet": _MEMBER,
                "book": "xl/workbook.xml",
                "strings": "xl/sharedStrings.xml",
                "styles": "xl/styles.xml",
                "relations": "xl/_rels/workbook.xml.rels",
            }[where]
            text = members[target].decode()
            start = text.find("?>") + 2 if "?>" in text else 0
            members[target] = (text[:start] + declaration + text[start:]).encode()
            yield Bad("dtd", f"{name}-{where}", ".xlsx", _later(zipped(members)), "unsafe_xml")
    for encoding in ("utf-16", "utf-16-le"):
        members = parts([("S", sheet(HEADER, FIRST), "")])
        members[_MEMBER] = members[_MEMBER].decode().replace("UTF-8", "UTF-16").encode(encoding)
        yield Bad("xml-encoding", encoding, ".xlsx", _later(zipped(members)), "*")
    members = parts([("S", sheet(HEADER, FIRST).replace("UTF-8", "UTF-7"), "")])
    yield Bad("xml-encoding", "utf-7", ".xlsx", _later(zipped(members)), "unsafe_xml")
    for name, broken in (
        ("unclosed", "<worksheet><sheetData><row r='1'><c"),
        ("empty", ""),
        ("other", "<html/>"),
    ):
        members = parts([("S", broken, "")])
        yield Bad("broken-xml", name, ".xlsx", _later(zipped(members)), "*")
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        members = parts([("S", sheet(HEADER, FIRST), "")])
        members[part] = members[part][:-20]
        yield Bad("broken-xml", part[3:9], ".xlsx", _later(zipped(members)), "damaged_workbook")
    members = parts([("S", sheet(HEADER, FIRST), "")])
    del members[_MEMBER]
    yield Bad("no-sheet-part", "missing", ".xlsx", _later(zipped(members)), "damaged_workbook")
    for count in (600, 1_000_000):

        def build(count: int = count) -> bytes:
            made = parts([("S", sheet(HEADER, FIRST), "")])
            one = b'<sheet name="S%d" sheetId="1" r:id="rId1"/>'
            text = made["xl/workbook.xml"].replace(
                b"<sheets>", b"<sheets>" + b"".join(one % i for i in range(count))
            )
            return zipped(made | {"xl/workbook.xml": text})

        yield Bad(
            "many-sheets", str(count), ".xlsx", build, "too_many_sheets" if count < 1_000 else "zip_bomb"
        )


def sheets() -> Iterator[Bad]:
    """Workbooks whose cells are not what they seem."""
    merged = '<mergeCells count="1"><mergeCell ref="{}"/></mergeCells>'
    for area, column in (("A1:C1", "A"), ("B1:C1", "B"), ("A1:B2", "A")):
        data = workbook(HEADER, FIRST, after=merged.format(area))
        yield Bad("merged-header", area, ".xlsx", _later(data), "merged_header", row=1, column=column)
    data = workbook(HEADER, FIRST, SECOND, after=merged.format("B2:B3"))
    yield Bad("merged-cells", "data", ".xlsx", _later(data), rule="merged_cells", row=2, column="head_name")
    for name, inner in (
        ("value", "<f>A1*2</f><v>5</v>"),
        ("shared", '<f t="shared" si="0"/><v>5</v>'),
        ("array", '<f t="array" ref="C2">1</f><v>5</v>'),
        ("link", "<f>[1]S!A1</f><v>5</v>"),
        ("dde", "<f>cmd|'/c calc'!A1</f><v>5</v>"),
    ):
        data = workbook(HEADER, row(2, cell("A2", "H1"), cell("B2", "x"), f'<c r="C2">{inner}</c>'), SECOND)
        yield Bad("formula", name, ".xlsx", _later(data), rule="formula", row=2, column="income")
    for error in ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"):
        data = workbook(HEADER, FIRST, row(3, cell("A3", "H2"), number("C3", error, ' t="e"')))
        yield Bad(
            "error-cell",
            error.strip("#!?").replace("/", ""),
            ".xlsx",
            _later(data),
            rule="error_cell",
            row=3,
            column="income",
        )
    for value in ("1.23456789012345E+17", "1E+20"):
        data = workbook(HEADER, FIRST, row(3, cell("A3", "H2"), number("C3", value)))
        yield Bad("long-number", value, ".xlsx", _later(data), rule="mangled_number", row=3, column="income")
    data = workbook(HEADER, row(2, cell("A2", "1.23E+11"), cell("B2", "x")), FIRST.replace("2", "3"))
    yield Bad("mangled", "xlsx", ".xlsx", _later(data), rule="mangled_number", row=2, column="household_id")
    data = workbook(HEADER, FIRST, SECOND.replace('<row r="3"', '<row r="3" hidden="1"'))
    yield Bad("hidden-row", "one", ".xlsx", _later(data), rule="hidden_rows", row=3)
    data = workbook(HEADER, FIRST, before='<cols><col min="2" max="2" width="9" hidden="1"/></cols>')
    yield Bad("hidden-column", "one", ".xlsx", _later(data), rule="hidden_columns")
    for state in ("hidden", "veryHidden"):
        members = parts([("S", sheet(HEADER, FIRST), ""), ("T", sheet(HEADER), f'state="{state}"')])
        yield Bad("hidden-sheet", state, ".xlsx", _later(zipped(members)), rule="hidden_sheets")
    members = parts([("S", sheet(HEADER, FIRST), "")])
    yield Bad(
        "macro", "vba", ".xlsx", _later(zipped(members | {"xl/vbaProject.bin": _OLE})), rule="macros_ignored"
    )
    links = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    yield Bad("link", "external", ".xlsx", _later(zipped(members | links)), rule="external_links_ignored")
    far = row(1_048_576, cell("XFD1048576", "far"))
    yield Bad("far-cell", "corner", ".xlsx", _later(workbook(HEADER, FIRST, far)), "*")
    yield Bad(
        "far-cell", "wide", ".xlsx", _later(workbook(HEADER, row(2, cell("XFD2", "x")))), "too_many_columns"
    )
    for count in (2_500, 16_000):
        cells = "".join(cell(f"{letters}1", f"c{i}") for i, letters in enumerate(_letters(count)))
        yield Bad(
            "many-columns",
            f"xlsx{count}",
            ".xlsx",
            _later(workbook(f'<row r="1">{cells}</row>')),
            "too_many_columns",
            row=1,
        )
    cells = "".join(f"<c><v>{i}</v></c>" for i in range(1_000_000))
    yield Bad("many-columns", "xlsx-million", ".xlsx", _later(workbook(f"<row>{cells}</row>")), "*")
    for size in (200_000, 10_000_000, 20_000_000):
        yield Bad("long-cell", f"xlsx{size}", ".xlsx", partial(_long_book, size), "cell_too_long")
    yield Bad("no-header", "xlsx", ".xlsx", _later(workbook()), "no_header", row=1)
    yield Bad(
        "no-header", "row-three", ".xlsx", _later(workbook(HEADER.replace('"1"', '"3"'))), "no_header", row=1
    )
    twins = row(1, cell("A1", "x"), cell("B1", "x"))
    yield Bad("same-names", "xlsx", ".xlsx", _later(workbook(twins, FIRST)), "duplicate_column", row=1)
    gap = row(1, cell("A1", "x"), cell("C1", "y"))
    yield Bad(
        "nameless", "xlsx", ".xlsx", _later(workbook(gap, FIRST)), "blank_column_name", row=1, column="B"
    )
    old = row(9, cell("A9", "H2"), cell("B9", "NguyÔn V¨n §øc"))
    many = [
        row(i, cell(f"A{i}", "H"), cell(f"B{i}", f"{n} Thị Hương")) for i, n in enumerate(_NAMES, start=3)
    ]
    yield Bad(
        "old-letters",
        "tcvn",
        ".xlsx",
        _later(workbook(HEADER, FIRST, *many, old)),
        rule="other_encoding",
        row=9,
        column="head_name",
    )


def columnar() -> Iterator[Bad]:
    """Parquet files."""
    good = _parquet(pl.DataFrame({"household_id": ["H1", "H2"], "income": [1, 2]}))
    for part in (0.3, 0.6, 0.95):
        yield Bad(
            "parquet-cut", f"{part}", ".parquet", _later(good[: int(len(good) * part)]), "damaged_parquet"
        )
    for at in (4, 40, len(good) - 30):
        data = bytearray(good)
        data[at : at + 12] = b"\xff" * 12
        yield Bad("parquet-flipped", str(at), ".parquet", _later(bytes(data)), "*")
    nested = {"list": pl.Series([[1], [2]]), "struct": pl.Series([{"a": 1}, {"a": 2}])}
    for name, series in nested.items():
        data = _parquet(pl.DataFrame({"x": series}))
        yield Bad("parquet-nested", name, ".parquet", _later(data), "nested_column", column="x")
    wide = _parquet(pl.DataFrame({f"c{i}": [1] for i in range(3_000)}))
    yield Bad("many-columns", "parquet", ".parquet", _later(wide), "too_many_columns")

    def tall() -> bytes:
        out = io.BytesIO()
        table = pa.table({"x": pa.array([0] * 1_000_000, pa.int8())})
        with pq.ParquetWriter(out, table.schema) as writer:
            for _index in range(20):
                writer.write_table(table)
        return out.getvalue()

    yield Bad("many-rows", "parquet", ".parquet", tall, "too_many_rows")


def _table(rows: int, separator: str = ",") -> list[str]:
    """A sound table as lines: three columns, so many rows below the header."""
    return [separator.join(line) for line in (("household_id", "head_name", "income"), *_sound(rows))]


def _sound(rows: int) -> Iterator[tuple[str, str, str]]:
    for turn in range(1, rows + 1):
        yield f"H{turn}", f"{_NAMES[turn % len(_NAMES)]} Thị {turn}", str(turn * 1_000)


def _text(lines: list[str], end: str = "\n", encoding: str = "utf-8") -> bytes:
    return (end.join(lines) + end).encode(encoding)


def places() -> Iterator[Bad]:
    """The same faults at many places of otherwise sound files: the place is named, wherever it is."""
    for separator, name in ((",", "comma"), (";", "semicolon"), ("\t", "tab")):
        for end, ends in (("\n", "lf"), ("\r\n", "crlf")):
            for at, more in ((2, 1), (7, -1), (12, 2)):
                lines = _table(12, separator)
                cut = lines[at].rsplit(separator, -more)[0] if more < 0 else lines[at] + separator * more
                lines[at] = cut
                yield Bad(
                    "ragged",
                    f"{name}-{ends}-{at + 1}",
                    ".csv",
                    _later(_text(lines, end)),
                    "ragged_row",
                    row=at + 1,
                )
    for encoding in ("utf-8-sig", "utf-16"):
        for at in (2, 6, 11):
            lines = _table(12)
            lines[at] += ",x"
            data = _text(lines, encoding=encoding)
            yield Bad("ragged", f"{encoding}-{at + 1}", ".csv", _later(data), "ragged_row", row=at + 1)
            lines = _table(12)
            lines[at] = "H\0" + lines[at]
            data = _text(lines, encoding=encoding)
            yield Bad("nul", f"{encoding}-{at + 1}", ".csv", _later(data), "nul_character", row=at + 1)
    for at in (1, 3, 5, 8, 12):
        lines = _table(12)
        lines[at] = '"' + lines[at].replace(",", '"x,', 1)
        yield Bad("quotes", f"inside-{at + 1}", ".csv", _later(_text(lines)), "broken_quotes", row=at + 1)
        lines = _table(12)
        name = lines[at].split(",")[1]
        lines[at] = lines[at].replace(name, "x" * 200_000)
        yield Bad("long-cell", f"row-{at + 1}", ".csv", _later(_text(lines)), "cell_too_long", row=at + 1)
        lines = _table(12)
        lines[at] = '"1,23E+11",' + lines[at].split(",", 1)[1]
        data = _text(lines)
        yield Bad(
            "mangled",
            f"row-{at + 1}",
            ".csv",
            _later(data),
            rule="mangled_number",
            row=at + 1,
            column="household_id",
        )
    for first, second in ((0, 1), (0, 2), (1, 2)):
        header = ["household_id", "head_name", "income"]
        header[second] = f" {header[first]}"
        lines = [",".join(header), *_table(3)[1:]]
        yield Bad("same-names", f"{first}{second}", ".csv", _later(_text(lines)), "duplicate_column", row=1)
        cells = (cell(f"{letter}1", name) for letter, name in zip("ABC", header, strict=True))
        data = workbook(row(1, *cells), FIRST, SECOND)
        yield Bad("same-names", f"xlsx{first}{second}", ".xlsx", _later(data), "duplicate_column", row=1)
    yield from _places_of_sheets()
    yield from _places_of_archives()


def _places_of_sheets() -> Iterator[Bad]:
    columns = (("A", "household_id"), ("B", "head_name"), ("C", "income"))
    for at in (2, 5, 9, 12, 14):
        for letter, column in columns:
            for kind, rule, inner in (
                ("formula", "formula", f'<c r="{letter}{at}"><f>SUM(1,2)</f><v>3</v></c>'),
                ("error-cell", "error_cell", f'<c r="{letter}{at}" t="e"><v>#NULL!</v></c>'),
                ("long-number", "mangled_number", f'<c r="{letter}{at}"><v>9.8765432109876E+18</v></c>'),
            ):
                rows = [
                    row(i, inner)
                    if i == at
                    else row(i, cell(f"A{i}", f"H{i}"), cell(f"B{i}", "Trần Thị A"), number(f"C{i}", "5"))
                    for i in range(2, 16)
                ]
                data = workbook(HEADER, *rows)
                yield Bad(kind, f"{letter}{at}", ".xlsx", _later(data), rule=rule, row=at, column=column)


def _places_of_archives() -> Iterator[Bad]:
    good = workbook(HEADER, FIRST, SECOND)
    for part in range(5, 96, 6):
        cut = good[: len(good) * part // 100]
        yield Bad("cut", f"part-{part}", ".xlsx", _later(cut), "*")
    begins = good.find(_MEMBER.encode()) + len(_MEMBER)
    ends = good.find(b"PK", begins)
    rng = random.Random(14)
    for at in sorted(rng.sample(range(begins + 4, ends - 16), 24)):
        data = bytearray(good)
        data[at] ^= 0x55
        yield Bad("flipped", f"byte-{at}", ".xlsx", _later(bytes(data)), "*")
    for times in (2, 3, 5):
        yield Bad("doubled", str(times), ".xlsx", _later(good[: len(good) // 2] * times), "*")


# Long enough that it would show if such a file were kept before it is refused.
_LONG = 24 << 20


_SOUND_LINE = "H1,Nguyễn Thị A,1500000\n".encode()


def _long(last: bytes) -> bytes:
    return b"household_id,head_name,income\n" + _SOUND_LINE * (_LONG // len(_SOUND_LINE)) + last


def long_texts() -> Iterator[Bad]:
    """CSV files that are sound for millions of cells and bad at their end, or have no end."""
    # The header, the sound rows, then the bad one.
    bad = 2 + _LONG // len(_SOUND_LINE)
    for name, last, code in (
        ("ragged", b"H1,x\n", "ragged_row"),
        ("quotes", b'H1,"x"y,1\n', "broken_quotes"),
        ("nul", b"H1,\0,1\n", "nul_character"),
        ("cell", b"H1," + b"x" * 200_000 + b",1\n", "cell_too_long"),
    ):
        yield Bad("long-text", name, ".csv", partial(_long, last), code, row=bad)
    yield Bad("long-text", "one-line", ".csv", lambda: b"a" * (40 << 20), "cell_too_long", row=1)
    yield Bad("long-text", "rows", ".csv", lambda: b"a\n" + b"1\n" * 5_000_002, "too_many_rows")
    yield Bad(
        "long-text",
        "utf-16-cut",
        ".csv",
        lambda: _long(b"").decode().encode("utf-16")[:-1],
        "unknown_encoding",
    )


def _parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


def _letters(count: int) -> Iterator[str]:
    for index in range(count):
        letters, left = "", index + 1
        while left:
            left, rest = divmod(left - 1, 26)
            letters = chr(65 + rest) + letters
        yield letters


def corpus() -> list[Bad]:
    """All of them."""
    return [*texts(), *mistakes(), *archives(), *xml(), *sheets(), *columnar(), *places(), *long_texts()]
