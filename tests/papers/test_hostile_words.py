"""T15: what stands in a paper's words stays words in Word and in PDF, whatever it looks like to either."""

import io
import re
import zipfile
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader
from tests.papers.conftest import DAY, example

from ansinh.papers.kinds import KINDS
from ansinh.papers.pdf import pdf_of
from ansinh.papers.reading import read_word, text_of
from ansinh.papers.rendering import fill_paper, finished

pytestmark = [pytest.mark.django_db, pytest.mark.one_lane]
# For spreadsheets, for the fields of Word, for the template's own language, for XML, for the language of the PDF's page.
HOSTILE = (
    "=cmd|'/C calc'!A0",
    'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"',
    "{{ 7*7 }} {% for a in b %}",
    "<w:instrText>INCLUDEPICTURE</w:instrText>&<script>",
    '#eval("1") $x$ *b* _i_ @ref [a] \\n #link("http://x")',
    "@SUM(1+1)*cmd",
)


def hostile(value: Any, word: str) -> Any:
    """The same context with a word in place of every text."""
    if isinstance(value, str):
        return word
    if isinstance(value, tuple | list):
        return type(value)(hostile(one, word) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: hostile(getattr(value, one.name), word) for one in fields(value)})
    return value


def words_of(content: bytes) -> str:
    return "".join(text_of(read_word(content)).split())


@pytest.mark.parametrize("word", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_word_is_printed_and_runs_nothing(kind: str, word: str, commune):
    filled = fill_paper(kind=kind, context=hostile(example(kind, 2), word), unit=commune, issued_on=DAY)
    content = finished(filled, number=45, check="Mã kiểm tra")
    assert "".join(word.split()) in words_of(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
    asked = set(re.findall(rb"<w:instrText[^>]*>([^<]*)", xml)) | set(re.findall(rb'w:instr="([^"]*)', xml))
    assert {one.strip().split(b" ")[0] for one in asked} <= {b"PAGE", b"NUMPAGES"}
    assert Document(io.BytesIO(content)).paragraphs


def test_the_pdf_prints_them_too_and_does_nothing(commune):
    kind = next(iter(KINDS))
    for word in HOSTILE:
        context = hostile(example(kind, 2), word)
        content = finished(
            fill_paper(kind=kind, context=context, unit=commune, issued_on=DAY), number=4, check=""
        )
        pdf = pdf_of([content], title=word, at=datetime(2024, 12, 10, tzinfo=UTC))
        reader = PdfReader(io.BytesIO(pdf))
        text = "".join("".join(page.extract_text().split()) for page in reader.pages)
        assert "".join(word.split())[:12] in text
        assert not re.search(rb"/(JavaScript|JS|Launch|URI|OpenAction|EmbeddedFile)\b", pdf)
