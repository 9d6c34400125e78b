"""What a file is, told by its first bytes and never by its suffix."""

from enum import StrEnum
from pathlib import Path

from ansinh.kernel.language import _
from ansinh.work.tables.refusals import refusal

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_PARQUET = b"PAR1"
# First bytes of what people send by mistake, and its name for the message.
_MISTAKES = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "GZIP",
    b"BZh": "BZIP2",
    b"\xfd7zXZ": "XZ",
    b"\x28\xb5\x2f\xfd": "ZSTD",
    b"{\\rtf": "RTF",
    b"SQLite format 3": "SQLite",
    b"ARROW1": "Arrow",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
    b"RIFF": "RIFF",
}
_MARKUP = (b"<?xml", b"<!doctype", b"<html", b"<table", b"<svg", b"<workbook")
# What a suffix promises; asked only for the words of a refusal, once the content is known to be neither.
_BINARY_KINDS = {".xlsx": "Excel", ".xlsm": "Excel", ".parquet": "Parquet"}
_WIDE = (b"\xff\xfe", b"\xfe\xff")


class Kind(StrEnum):
    """The kinds of file that can be read."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


def kind_of(path: Path) -> Kind:
    """The kind of the file at ``path``. Raises ``UnusableInput`` (``empty_file``, ``old_or_locked_workbook``,
    ``wrong_kind``) with what to do next."""
    with path.open("rb") as stream:
        start = stream.read(512)
    if not start.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise refusal(
            _("tệp trống."), code="empty_file", advice=_("Hãy kiểm tra và gửi lại tệp."), file=path.name
        )
    if start.startswith(_OLE):
        raise refusal(
            _("tệp Excel có mật khẩu hoặc ở định dạng cũ (.xls)."),
            code="old_or_locked_workbook",
            advice=_("Hãy mở bằng Excel, bỏ mật khẩu, lưu lại thành .xlsx rồi gửi lại."),
            file=path.name,
        )
    if start.startswith((_ZIP, _EMPTY_ZIP)):
        return Kind.XLSX
    if start.startswith(_PARQUET):
        return Kind.PARQUET
    mistake = next((name for mark, name in _MISTAKES.items() if start.startswith(mark)), "")
    if not mistake and start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        mistake = "HTML/XML"
    if mistake:
        raise refusal(
            _("đây là tệp {kind}, không phải bảng dữ liệu.").format(kind=mistake),
            code="wrong_kind",
            advice=_("Hãy gửi tệp CSV, XLSX hoặc Parquet."),
            file=path.name,
        )
    called = path.suffix.lower()
    if called in _BINARY_KINDS and _is_binary(start):
        raise refusal(
            _(
                "tên tệp có đuôi {suffix} nhưng nội dung không phải tệp {kind}; tệp có thể đã hỏng hoặc bị cắt."
            ).format(suffix=called, kind=_BINARY_KINDS[called]),
            code="wrong_kind",
            advice=_("Hãy mở tệp bằng chương trình đã tạo ra nó, lưu lại rồi gửi bản mới."),
            file=path.name,
        )
    return Kind.CSV


def _is_binary(start: bytes) -> bool:
    """Whether these first bytes are no text: control bytes that no table in text has (UTF-16 has zeros and says so first)."""
    return not start.startswith(_WIDE) and any(byte < 9 or 13 < byte < 32 for byte in start)
