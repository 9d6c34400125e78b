"""What an answer says, whatever its shape: pages, tables, workbooks, documents, archives, PDFs."""

import io
import zipfile
from collections.abc import Collection

from django.http import HttpResponse
from pypdf import PdfReader

from ansinh.kernel.text import fold


def text_of(answer: HttpResponse) -> str:
    """Everything readable in the answer, folded to letters without accents, with its headers; thousands of pages are not kept
    in the cache of folded names."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return fold.__wrapped__(f"{headers}\n{_text(body_of(answer))}")


def body_of(answer: HttpResponse) -> bytes:
    """The whole body, of an answer in pieces too."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]


def _text(body: bytes) -> str:
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(_text(archive.read(name)) for name in archive.namelist())
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return body.decode("utf-8", errors="replace")


def found_in(text: str, words: Collection[str]) -> list[str]:
    """Which of the words stand in a folded text."""
    return [word for word in words if word in text]
