"""The bytes of a text file as text: Unicode by its marks or its shape, anything older byte by byte for the judge."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.work.tables.legacy import BYTES
from ansinh.work.tables.refusals import cell_too_long, refusal

# The names a person may state, for ``read_table(encoding=…)``.
NAMES = ("utf-8", "utf-16", "cp1258", "tcvn3", "vni", "viqr")
_BYTE_CHARACTERS = dict(enumerate(BYTES))
_BLOCK = 1 << 20
# The widest table with long cells has shorter lines; a file of one line is no table.
_LONGEST_LINE = 32 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A text file that was looked through: its ``encoding`` is ``utf-8``, ``utf-8-sig``, ``utf-16``, ``utf-32``, or blank where
    each character still stands for one byte that ``vietnamese.read_as_vietnamese`` has to judge."""

    path: Path
    encoding: str

    def lines(self) -> Iterator[str]:
        """Its lines with their ends, read as they are asked for."""
        with self.path.open(encoding=self.encoding or "latin-1", newline="") as stream:
            yield from stream if self.encoding else (line.translate(_BYTE_CHARACTERS) for line in stream)


def source_of(path: Path, stated: str | None = None) -> Source:
    """Look a text file through, block by block, so that what cannot be read costs no memory.

    Raises ``UnusableInput``: ``nul_character`` with its row, ``unknown_encoding``, ``cell_too_long`` where no line ends.
    """
    if stated is not None and stated not in NAMES:
        names = ", ".join(NAMES)
        raise refusal(
            _("không biết bảng mã này; các bảng mã đọc được: {names}.").format(names=names),
            code="unknown_encoding",
            file=path.name,
        )
    encoding = _marked(path, stated)
    if encoding == "utf-8" and (wrong := _check(path, encoding, may_fail=True)):
        if stated in ("utf-8", "viqr"):
            raise _unknown(path, wrong)
        encoding = ""
    if encoding != "utf-8":
        _check(path, encoding)
    return Source(path, encoding)


def _marked(path: Path, stated: str | None) -> str:
    """The encoding by the marks at the file's beginning and by what was stated; UTF-8 where neither speaks."""
    if stated in ("cp1258", "tcvn3", "vni"):
        return ""
    with path.open("rb") as stream:
        begins = stream.read(4)
    if begins.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if begins.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if begins.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or stated == "utf-16":
        return "utf-16"
    return "utf-8"


def _check(path: Path, encoding: str, *, may_fail: bool = False) -> int:
    """Decode the whole file; 0 where it can be, else (``may_fail``) the row of what cannot. Raises for NUL characters and lines
    without end, told by their row."""
    decoder = codecs.getincrementaldecoder(encoding or "latin-1")()
    row, in_line, nul = 1, 0, 0
    with path.open("rb") as stream:
        while True:
            block = stream.read(_BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                if not may_fail:
                    raise _unknown(path) from error
                return row + error.object.count(b"\n", 0, error.start)
            if not nul and (at := text.find("\0")) >= 0:
                nul = row + text.count("\n", 0, at)
            last = text.rfind("\n")
            in_line = in_line + len(text) if last < 0 else len(text) - last - 1
            if in_line > _LONGEST_LINE:
                raise cell_too_long(file=path.name, row=row + text.count("\n"))
            row += text.count("\n")
            if not block:
                break
    if nul:
        raise refusal(
            _("có ký tự NUL; tệp bị hỏng hoặc không phải văn bản."),
            code="nul_character",
            advice=_("Hãy xuất lại tệp CSV với bảng mã UTF-8."),
            file=path.name,
            row=nul,
        )
    return 0


def _unknown(path: Path, row: int = 0) -> UnusableInput:
    return refusal(
        _("nội dung không đúng với bảng mã của tệp."),
        code="unknown_encoding",
        advice=_("Hãy xuất lại tệp CSV với bảng mã UTF-8."),
        file=path.name,
        row=row,
    )
