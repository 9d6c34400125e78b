"""Word files of plans, made as an office writes them."""

import io
from collections.abc import Iterable
from typing import Any

from docx import Document


def word_of(*paragraphs: str | tuple[str, ...], head: bool = True, signed: bool = True) -> bytes:
    """A file of these paragraphs between its head and its signature; of a tuple the first part is bold."""
    document = Document()
    if head:
        _table(document, "ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        title = document.add_paragraph()
        title.alignment = 1
        title.add_run("KẾ HOẠCH").bold = True
    for told in paragraphs:
        bold, *plain = told if isinstance(told, tuple) else ("", told)
        paragraph = document.add_paragraph()
        if bold:
            paragraph.add_run(bold).bold = True
        for said in plain:
            paragraph.add_run(said)
    if signed:
        _table(document, "Nơi nhận:\n- Như trên;", "CHỦ TỊCH\nLò Văn Mẫu")
    return saved(document)


def saved(document: Any) -> bytes:
    """The bytes of a document."""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _table(document: Any, *cells: str) -> None:
    row = document.add_table(1, len(cells)).rows[0]
    for cell, said in zip(row.cells, cells, strict=True):
        cell.text = said


def numbered(section: Any) -> Iterable[str | tuple[str, ...]]:
    """A shipped section as an office types it."""
    if section.number:
        yield (f"{section.number}{')' if section.number.islower() else '.'} {section.title}",)
    yield from section.paragraphs
