"""A workbook's zip directory, read before anything is unpacked: a bomb is refused for the price of its index.

Limits are ASVS 5.2.1 to 5.2.3: unpacked size, number of parts, ratio. Sizes in the directory are claims; ``inflated``
holds every part to what was claimed for it.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.work.tables.refusals import refusal
from ansinh.work.tables.table import Limits

_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 1 << 16
_BIG_END = b"PK\x06\x06"
_LOCAL = struct.Struct("<4s5H3I2H")
_CHUNK = 1 << 18
# Small files may shrink as much as they like: the ratio matters where the unpacked size does.
_RATIO_FROM = 10 << 20


def directory(path: Path, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """The parts of the zip file by name, none of them unpacked.

    Raises ``UnusableInput``: ``damaged_workbook``, ``too_many_parts``, ``locked_workbook``, ``zip_bomb``.
    """
    _check_count(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
        raise damaged(path) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal(
            _("tệp có mật khẩu."),
            code="locked_workbook",
            advice=_("Hãy bỏ mật khẩu rồi gửi lại."),
            file=path.name,
        )
    names = {entry.filename: entry for entry in entries}
    known = all(entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries)
    if len(names) != len(entries) or not known:
        raise damaged(path)
    _check_sizes(entries, path, limits)
    return names


def inflated(path: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's bytes in pieces of bounded size, held to the size and checksum that the directory claims.

    Raises ``UnusableInput`` (``damaged_workbook``) where they differ.
    """
    produced, checksum = 0, 0
    for piece in _unpacked(path, entry):
        produced += len(piece)
        checksum = zlib.crc32(piece, checksum)
        if produced > entry.file_size:
            raise damaged(path)
        yield piece
    if produced != entry.file_size or checksum != entry.CRC:
        raise damaged(path)


def part(path: Path, entry: zipfile.ZipInfo, most: int) -> bytes:
    """One small part as a whole. Raises ``UnusableInput`` (``zip_bomb``) when it claims more than ``most`` bytes."""
    if entry.file_size > most:
        raise _bomb(path)
    return b"".join(inflated(path, entry))


def damaged(path: Path) -> UnusableInput:
    """The refusal of a workbook that cannot be unpacked."""
    return refusal(
        _("tệp XLSX bị hỏng hoặc chưa tải lên hết."),
        code="damaged_workbook",
        advice=_("Hãy mở bằng Excel, lưu lại rồi gửi lại."),
        file=path.name,
    )


def _bomb(path: Path) -> UnusableInput:
    return refusal(
        _("nội dung nén phình ra quá mức cho phép."),
        code="zip_bomb",
        advice=_("Hãy lưu lại chỉ phần dữ liệu, hoặc xuất ra CSV."),
        file=path.name,
    )


def _check_count(path: Path, limits: Limits) -> None:
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
        tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise damaged(path)
    count, length = struct.unpack_from("<HI", tail, at + 10)
    big = tail.rfind(_BIG_END)
    if big >= 0 and len(tail) - big >= 56:
        count, length = max((count, length), struct.unpack_from("<QQ", tail, big + 32))
    if count > limits.entries or length > limits.entries * 512:
        raise refusal(
            _("tệp gồm quá nhiều phần ({count}).").format(count=count),
            code="too_many_parts",
            advice=_("Hãy chép trang tính cần gửi sang một tệp mới."),
            file=path.name,
        )


def _check_sizes(entries: list[zipfile.ZipInfo], path: Path, limits: Limits) -> None:
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    # Parts that overlap claim more packed bytes than the file has.
    if packed > path.stat().st_size:
        raise damaged(path)
    if unpacked > limits.inflated_bytes:
        raise _bomb(path)
    for entry in entries:
        if entry.file_size > _RATIO_FROM and entry.file_size > limits.ratio * entry.compress_size:
            raise _bomb(path)


def _unpacked(path: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _packed(path, entry):
        if entry.compress_type == zipfile.ZIP_STORED:
            yield packed
            continue
        try:
            yield inflater.decompress(packed, 4 * _CHUNK)
            while inflater.unconsumed_tail:
                yield inflater.decompress(inflater.unconsumed_tail, 4 * _CHUNK)
        except zlib.error as error:
            raise damaged(path) from error
    if entry.compress_type == zipfile.ZIP_DEFLATED and not inflater.eof:
        raise damaged(path)


def _packed(path: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(entry.header_offset)
        local = stream.read(_LOCAL.size)
        if len(local) < _LOCAL.size or not local.startswith(b"PK\x03\x04"):
            raise damaged(path)
        *_fields, name_length, extra_length = _LOCAL.unpack(local)
        stream.seek(name_length + extra_length, 1)
        left = entry.compress_size
        while left:
            piece = stream.read(min(left, _CHUNK))
            if not piece:
                raise damaged(path)
            left -= len(piece)
            yield piece
