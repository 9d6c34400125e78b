"""The bytes of a text file as text: UTF-8 and UTF-16 by their marks."""

import codecs
from pathlib import Path

from ansinh.kernel.findings import Finding
from ansinh.kernel.language import _
from ansinh.work.tables.refusals import refusal


def decoded(data: bytes, path: Path) -> tuple[str, str, list[Finding]]:
    """``data`` as text, the name of its encoding, and what had to be guessed. Raises ``UnusableInput``."""
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8"), "utf-8-sig", []
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16"), "utf-16", []
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as error:
        raise refusal(_("không nhận ra bảng mã."), code="unknown_encoding", file=path.name) from error
