"""Papers on their way out: the Word file as it was issued, its PDF; each is noted in the log."""

from collections.abc import Sequence

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.papers.models import Paper
from ansinh.papers.pdf import pdf_of
from ansinh.papers.rendering import digest_of

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def word_of(paper: Paper) -> bytes:
    """The Word file of a paper as it was issued.

    Raises ``UnusableInput`` where the kept bytes are not those that were issued: nobody gets a changed paper.
    """
    content = bytes(paper.file.word)
    if digest_of(content) != paper.word_digest:
        said = _(
            "Tệp của giấy tờ này không còn đúng như khi ban hành. Hãy báo ngay cho người quản trị hệ thống."
        )
        raise UnusableInput(said, code="paper_file_changed")
    return content


def file_of(paper: Paper, shape: str) -> bytes:
    """The paper as ``docx`` or ``pdf``; the PDF is drawn from the Word file. Raises ``UnusableInput`` for another shape."""
    if shape not in TYPES:
        raise UnusableInput(_("Chỉ có tệp Word (docx) và PDF."))
    word = word_of(paper)
    return word if shape == "docx" else pdf_of([word], title=paper.title, at=paper.issued_at)


def file_name(paper: Paper, shape: str) -> str:
    """A name that says which paper it is and nobody's name: ``2024-11473-45-QD-UBND.pdf``."""
    words = paper.suffix.strip("/").replace("Đ", "D").replace(".", "-") or paper.kind
    number = f"{paper.number:02d}" if paper.number else str(paper.pk)
    return f"{paper.year}-{paper.unit.code}-{number}-{words}.{shape}"


@action(EventName.PAPERS_PRINTED)
def note_printed(*, papers: Sequence[int], shape: str, place: str, by: Actor) -> None:
    """Note in the log that papers went out: one by its number, many by how many."""
    if len(papers) == 1:
        note(subject=f"paper:{papers[0]}", place=place, shape=shape, papers=1)
    else:
        note(place=place, shape=shape, papers=len(papers), first=min(papers), last=max(papers))
