"""What a workbook says about itself: its sheets, which are hidden, and what it carries beside data."""

import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.work.tables.archive import damaged, part
from ansinh.work.tables.refusals import refusal
from ansinh.work.tables.table import Limits

_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
# The list of sheets of an honest workbook is some kilobytes.
_LONGEST_BOOK = 4 << 20
_OTHERS = {
    "xl/workbook.bin": "XLSB",
    "word/document.xml": "Word",
    "ppt/presentation.xml": "PowerPoint",
    "content.xml": "OpenDocument",
    "META-INF/MANIFEST.MF": "JAR",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its name, the part that holds its cells, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


def worksheets(path: Path, parts: dict[str, zipfile.ZipInfo], limits: Limits) -> list[Sheet]:
    """The worksheets in order. Raises ``UnusableInput`` (``wrong_kind``, ``damaged_workbook``, ``unsafe_xml``,
    ``too_many_sheets``)."""
    if _BOOK not in parts or _RELATIONS not in parts:
        raise _not_a_workbook(path, parts)
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in parsed(part(path, parts[_RELATIONS], _LONGEST_BOOK), path)
    }
    sheets = []
    for element in parsed(part(path, parts[_BOOK], _LONGEST_BOOK), path).iter():
        if local_name(element) != "sheet":
            continue
        target = targets.get(next((v for k, v in element.items() if k.endswith("}id")), None)) or ""
        where = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if where in parts and "chartsheets" not in where:
            sheets.append(Sheet(element.get("name", ""), where, element.get("state", "visible") != "visible"))
    if not sheets:
        raise damaged(path)
    if len(sheets) > limits.sheets:
        raise refusal(
            _("tệp có {count} trang tính, nhiều hơn {limit} trang được phép.").format(
                count=len(sheets), limit=limits.sheets
            ),
            code="too_many_sheets",
            advice=_("Hãy chép trang tính cần gửi sang một tệp mới."),
            file=path.name,
        )
    return sheets


def chosen(sheets: list[Sheet], wanted: str | None, path: Path) -> Sheet:
    """The sheet of that name; without a name the first one that is shown. Raises ``UnusableInput`` (``no_sheet``)."""
    if wanted is None:
        return next((sheet for sheet in sheets if not sheet.hidden), sheets[0])
    for sheet in sheets:
        if sheet.name == wanted:
            return sheet
    raise refusal(
        _("không có trang tính này."),
        code="no_sheet",
        advice=_("Các trang có trong tệp: {names}.").format(names=", ".join(s.name for s in sheets[:20])),
        file=path.name,
        sheet=wanted,
    )


def baggage(parts: dict[str, zipfile.ZipInfo], sheets: list[Sheet], read: Sheet, file: str) -> list[Finding]:
    """What was found beside the sheet that is read: macros and links that are left alone, other and hidden sheets."""
    found = []
    if any(name.lower().endswith(("vbaproject.bin", "macrosheets/sheet1.xml")) for name in parts):
        found.append(("macros_ignored", Level.WARNING, _("Tệp có macro; macro không được chạy.")))
    if any(name.startswith("xl/externalLinks/") for name in parts):
        found.append(
            ("external_links_ignored", Level.WARNING, _("Tệp liên kết đến tệp khác; liên kết bị bỏ qua."))
        )
    if any(sheet.hidden for sheet in sheets):
        names = ", ".join(sheet.name for sheet in sheets if sheet.hidden)
        found.append(
            ("hidden_sheets", Level.WARNING, _("Tệp có trang tính ẩn: {names}.").format(names=names))
        )
    if len(sheets) > 1:
        message = _("Tệp có {count} trang tính; chỉ đọc trang «{sheet}».")
        found.append(("other_sheets", Level.INFO, message.format(count=len(sheets), sheet=read.name)))
    return [Finding(rule, level, message, file, read.name) for rule, level, message in found]


def parsed(xml: bytes, path: Path) -> Element:
    """The root of an XML part. Raises ``UnusableInput`` (``unsafe_xml`` for a DTD or entities, ``damaged_workbook``)."""
    try:
        root: Element = fromstring(xml, forbid_dtd=True)
    except DefusedXmlException as error:
        raise unsafe(path) from error
    except (ParseError, ValueError, LookupError) as error:
        raise damaged(path) from error
    return root


def unsafe(path: Path) -> UnusableInput:
    """The refusal of XML that declares a document type or entities: no spreadsheet program writes them."""
    return refusal(
        _("tệp XLSX chứa khai báo XML không an toàn (DTD, thực thể)."),
        code="unsafe_xml",
        advice=_("Hãy mở bằng Excel, lưu lại rồi gửi lại."),
        file=path.name,
    )


def local_name(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rsplit("}", 1)[-1]


def _not_a_workbook(path: Path, parts: dict[str, zipfile.ZipInfo]) -> UnusableInput:
    kind = next((kind for name, kind in _OTHERS.items() if name in parts), "ZIP")
    return refusal(
        _("đây là tệp {kind}, không phải bảng dữ liệu.").format(kind=kind),
        code="wrong_kind",
        advice=_("Hãy gửi tệp CSV, XLSX hoặc Parquet."),
        file=path.name,
    )
