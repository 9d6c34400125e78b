"""Workbooks and other files made byte by byte, so that each can be wrong in one way."""

import io
import struct
import zipfile
import zlib

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def cell(reference: str, text: str) -> str:
    """A cell of text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def number(reference: str, value: str, more: str = "") -> str:
    """A cell of a number."""
    return f'<c r="{reference}"{more}><v>{value}</v></c>'


def row(index: int, *cells: str, more: str = "") -> str:
    """A row of cells."""
    return f'<row r="{index}"{more}>{"".join(cells)}</row>'


HEADER = row(1, cell("A1", "household_id"), cell("B1", "head_name"), cell("C1", "income"))
FIRST = row(2, cell("A2", "H1"), cell("B2", "Người 1"), number("C2", "1500000"))
SECOND = row(3, cell("A3", "H2"), cell("B3", "Người 2"), number("C3", "900000"))


def sheet(*rows: str, before: str = "", after: str = "", head: str = _HEAD) -> str:
    """The XML of a worksheet."""
    return f"{head}<worksheet {NS}>{before}<sheetData>{''.join(rows)}</sheetData>{after}</worksheet>"


def parts(sheets: list[tuple[str, str, str]], *, styles: str = "", book_more: str = "") -> dict[str, bytes]:
    """The parts of a workbook whose sheets are (name, XML, attributes of the sheet)."""
    names = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}" {more}/>'
        for i, (name, _xml, more) in zip(names, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{_REL}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in names
    )
    if styles:
        links += f'<Relationship Id="rIdS" Type="{_REL}/styles" Target="styles.xml"/>'
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        for i in names
    )
    made = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_TYPES}"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook {NS} xmlns:r="{_REL}">{book_more}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
    }
    if styles:
        made["xl/styles.xml"] = styles
    made |= {f"xl/worksheets/sheet{i}.xml": xml for i, (_name, xml, _more) in zip(names, sheets, strict=True)}
    return {name: xml.encode() for name, xml in made.items()}


def zipped(members: dict[str, bytes], *, level: int = 6) -> bytes:
    """A zip file of the members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(*rows: str, before: str = "", after: str = "", **more: str) -> bytes:
    """A workbook of one sheet named ``S``."""
    return zipped(parts([("S", sheet(*rows, before=before, after=after), "")], **more))


DATES = (
    f'{_HEAD}<styleSheet {NS}><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def repeated(piece: bytes, times: int) -> tuple[bytes, int, int]:
    """``piece`` repeated and deflated without ever standing in memory: the packed bytes, checksum, unpacked size."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    out, checksum = [], 0
    for _index in range(times):
        out.append(packer.compress(piece))
        checksum = zlib.crc32(piece, checksum)
    return b"".join([*out, packer.flush()]), checksum, len(piece) * times


def with_sizes(archive: bytes, member: str, *, size: int | None = None, crc: int | None = None) -> bytes:
    """The zip file whose directory claims another unpacked size or checksum for one member."""
    data = bytearray(archive)
    at = data.rfind(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + length] == member.encode():
            if size is not None:
                struct.pack_into("<I", data, at + 24, size)
            if crc is not None:
                struct.pack_into("<I", data, at + 16, crc)
        at = data.rfind(b"PK\x01\x02", 0, at)
    return bytes(data)


def with_raw_member(members: dict[str, bytes], name: str, packed: bytes, checksum: int, size: int) -> bytes:
    """A zip file with one member given as deflated bytes (a bomb is built without unpacking it)."""
    archive = zipped({**members, name: b"x" * 64})
    start = archive.find(b"PK\x03\x04" + archive[4:6], archive.find(name.encode()) - 30)
    length, extra = struct.unpack_from("<HH", archive, start + 26)
    old = struct.unpack_from("<I", archive, start + 18)[0]
    body = start + 30 + length + extra
    local = bytearray(archive[start:body])
    struct.pack_into("<III", local, 14, checksum, len(packed), size)
    grown = archive[:start] + bytes(local) + packed + archive[body + old :]
    shift = len(packed) - old
    data = bytearray(grown)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        held = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + held] == name.encode():
            struct.pack_into("<III", data, at + 16, checksum, len(packed), size)
        elif struct.unpack_from("<I", data, at + 42)[0] > start:
            struct.pack_into("<I", data, at + 42, struct.unpack_from("<I", data, at + 42)[0] + shift)
        at = data.find(b"PK\x01\x02", at + 4)
    end = data.rfind(b"PK\x05\x06")
    struct.pack_into("<I", data, end + 16, struct.unpack_from("<I", data, end + 16)[0] + shift)
    return bytes(data)
