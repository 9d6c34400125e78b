"""Papers as PDF, drawn by Typst from the Word file itself: the two cannot say different things.

One Word file or many give one PDF (certificates of a commune to print in one go), in Tinos, which has the measures of
Times New Roman, as PDF/A.
"""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.fonts import FOLDER, in_letters
from ansinh.kernel.language import _
from ansinh.papers.reading import PAGE_SIGN, read_word

_HERE = Path(__file__).parent
# Structure for screen readers weighs thirty times its text in a long list, which goes without.
_TAGGED_CELLS = 6_000
# Text of Word files longer than this (about two thousand lines of a list) is drawn apart, with so much memory and processor time.
_APART, _MOST_BYTES, _MOST_SECONDS = 6 << 20, 6 << 30, 300


def pdf_of(words: Iterable[bytes], *, title: str, at: datetime, across: str = "") -> bytes:
    """The PDF of one or many Word files. ``at`` is the moment it bears: the same files give the same bytes.
    ``across``: what stands pale across every page of a paper that is not issued."""
    held = list(words)
    if is_long(held):
        return _drawn_apart(held, title=title, at=at, across=across)
    return draw(held, title=title, at=at, across=across)


def is_long(words: Iterable[bytes]) -> bool:
    """Whether Word files have so much text that nobody waits on a page for their PDF."""
    return sum(map(_unpacked, words)) > _APART


def _unpacked(word: bytes) -> int:
    """How long the text of a Word file is, in bytes."""
    with zipfile.ZipFile(io.BytesIO(word)) as file:
        return file.getinfo("word/document.xml").file_size


def _drawn_apart(words: list[bytes], *, title: str, at: datetime, across: str) -> bytes:
    """``draw`` in a process of its own with capped memory and time: Typst keeps what it drew last, a gigabyte of a list of thousands,
    and whoever asked should not keep it too."""
    with TemporaryDirectory(prefix="ansinh-pdf-") as folder:
        for number, word in enumerate(words):
            (Path(folder) / f"{number}.docx").write_bytes(word)
        told = {"folder": folder, "words": len(words), "title": title, "at": at.isoformat(), "across": across}
        try:
            code = subprocess.run(
                [sys.executable, "-P", "-m", "ansinh.papers.pdf_worker"],
                input=json.dumps(told | {"bytes": _MOST_BYTES, "seconds": _MOST_SECONDS}).encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=2 * _MOST_SECONDS,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired as error:
            raise _too_long() from error
        drawn = Path(folder) / "drawn.pdf"
        if code or not drawn.exists():
            raise _too_long()
        return drawn.read_bytes()


def _too_long() -> UnusableInput:
    said = _("Văn bản này quá dài để vẽ thành PDF trên máy chủ. Hãy tải tệp Word và in từ đó.")
    return UnusableInput(said, code="paper_too_long")


def draw(words: Iterable[bytes], *, title: str, at: datetime, across: str) -> bytes:
    """``pdf_of`` here and now."""
    sections, cells = [], 0
    for word in words:
        for section in read_word(word):
            cells += _drawable(section["blocks"])
            for part in ("header", "first_header", "footer", "first_footer"):
                _drawable(section[part] or [])
            sections.append(section)
    tagged = cells <= _TAGGED_CELLS
    return typst.compile(
        str(_HERE / "paper.typ"),
        root=str(_HERE),
        font_paths=[str(FOLDER)],
        ignore_system_fonts=True,
        sys_inputs={
            "paper": json.dumps(
                {"title": in_letters(title), "across": in_letters(across), "sections": sections},
                ensure_ascii=False,
            )
        },
        pdf_standards=["a-2a" if tagged else "a-2u"],
        pdf_tags=tagged,
        timestamp=int(at.timestamp()),
    )


def _drawable(blocks: list[dict[str, Any]]) -> int:
    """Make every text one the fonts have, and long lists light; the number of cells."""
    cells = 0
    for block in blocks:
        if block["kind"] == "p":
            for run in block["runs"]:
                run["t"] = _in_letters(run["t"])
            continue
        for row in block["rows"]:
            cells += len(row)
            for cell in row:
                cells += _drawable(cell["blocks"])
        if block["ruled"]:
            _lighten(block)
    return cells


def _lighten(table: dict[str, Any]) -> None:
    """Give each cell that looks as its column does as its bare text: a list has tens of thousands of them, and blocks of
    their own would take ten times as long to draw."""
    body = table["rows"][table["heads"] :]
    first = next((row for row in body if len(row) == len(table["widths"])), None)
    if first is None:
        return
    usual = [_look(cell) for cell in first]
    size = next((look[1] for look in usual if look[0]), 0)
    usual = [look if look[1] == size else (None, 0) for look in usual]
    table["looks"] = [{"align": align, "size": size} if align else None for align, size, *_edges in usual]
    for row in body:
        if len(row) == len(usual):
            row[:] = [
                "".join(run["t"] for run in cell["blocks"][0]["runs"])
                if look[0] and _look(cell) == look
                else cell
                for cell, look in zip(row, usual, strict=True)
            ]


def _look(cell: dict[str, Any]) -> tuple[Any, ...]:
    """How a cell of one ordinary line looks; a first part of nothing where it is not so ordinary."""
    block = cell["blocks"][0] if len(cell["blocks"]) == 1 else {"kind": ""}
    if block["kind"] != "p" or cell["span"] > 1 or cell["rows"] > 1 or not cell["middle"]:
        return (None, 0)
    marked = any(run.get(name) for run in block["runs"] for name in ("b", "i", "u"))
    signs = any(sign in run["t"] for run in block["runs"] for sign in f"\n\t{PAGE_SIGN}")
    odd = any(block.get(name) for name in ("first", "left", "right", "rule", "new_page", "exact", "keep"))
    sizes = {run["s"] for run in block["runs"]} or {block["size"]}
    if marked or signs or odd or len(sizes) > 1 or block.get("line", 1.0) != 1.0:
        return (None, 0)
    return (block.get("align", "left"), sizes.pop(), block.get("before", 0), block.get("after", 0))


def _in_letters(text: str) -> str:
    if text == PAGE_SIGN:
        return text
    return "".join(one if one in "\n\t\f" else in_letters(one) for one in text).replace("\f", "\n")
