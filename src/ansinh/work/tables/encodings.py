"""The bytes of a text file as text: Unicode by its marks or its shape, anything older byte by byte for the judge."""

import codecs
from pathlib import Path

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.work.tables.legacy import BYTES
from ansinh.work.tables.refusals import refusal

# The names a person may state, for ``read_table(encoding=…)``.
NAMES = ("utf-8", "utf-16", "cp1258", "tcvn3", "vni", "viqr")
_BYTE_CHARACTERS = dict(enumerate(BYTES))


def text_of(data: bytes, path: Path, stated: str | None = None) -> tuple[str, str]:
    """The text, and its encoding: ``utf-8``, ``utf-8-sig``, ``utf-16``, or blank where each character still stands
    for one byte that ``vietnamese.read_as_vietnamese`` has to judge.

    Raises ``UnusableInput``: ``nul_character`` with its row, ``unknown_encoding``.
    """
    text, encoding = _decoded(data, path, stated)
    at = text.find("\0")
    if at >= 0:
        raise refusal(
            _("có ký tự NUL; tệp bị hỏng hoặc không phải văn bản."),
            code="nul_character",
            advice=_("Hãy xuất lại tệp CSV với bảng mã UTF-8."),
            file=path.name,
            row=text.count("\n", 0, at) + 1,
        )
    return text, encoding


def _decoded(data: bytes, path: Path, stated: str | None) -> tuple[str, str]:
    if stated is not None and stated not in NAMES:
        names = ", ".join(NAMES)
        raise refusal(
            _("không biết bảng mã này; các bảng mã đọc được: {names}.").format(names=names),
            code="unknown_encoding",
            file=path.name,
        )
    if stated in ("cp1258", "tcvn3", "vni"):
        return _by_bytes(data), ""
    try:
        if data.startswith(codecs.BOM_UTF8):
            return data[3:].decode("utf-8"), "utf-8-sig"
        if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
            return data.decode("utf-32"), "utf-32"
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or stated == "utf-16":
            return data.decode("utf-16"), "utf-16"
    except UnicodeDecodeError as error:
        raise _unknown(path) from error
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if stated in ("utf-8", "viqr"):
            raise _unknown(path, data.count(b"\n", 0, error.start) + 1) from error
        return _by_bytes(data), ""


def _by_bytes(data: bytes) -> str:
    return data.decode("latin-1").translate(_BYTE_CHARACTERS)


def _unknown(path: Path, row: int = 0) -> UnusableInput:
    return refusal(
        _("nội dung không đúng với bảng mã của tệp."),
        code="unknown_encoding",
        advice=_("Hãy xuất lại tệp CSV với bảng mã UTF-8."),
        file=path.name,
        row=row,
    )
