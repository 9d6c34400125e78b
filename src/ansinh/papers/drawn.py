"""PDFs of long papers: drawn by a job, kept a week for whoever opens them, drawn again after that."""

import time
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from ansinh.accounts.actor import Actor
from ansinh.papers.files import word_of
from ansinh.papers.models import Paper
from ansinh.papers.pdf import is_long, pdf_of
from ansinh.work.models import Job
from ansinh.work.queue import ask

DRAWING = "papers.draw"
KEPT_SECONDS = 7 * 24 * 3600
"""Files of papers hold names of people: whoever asked has a week to fetch them."""
_LIVE = (Job.State.WAITING, Job.State.RUNNING)


def prints_folder() -> Path:
    """Where files to print lie."""
    return Path(settings.DATA_FOLDER) / "prints"


def drawn_file(paper: Paper) -> Path:
    """Where the PDF of a long paper lies once it is drawn: the name tells of which Word file."""
    return prints_folder() / f"paper-{paper.pk}-{paper.word_digest[:16]}.pdf"


def draws_apart(paper: Paper) -> bool:
    """Whether the PDF of a paper takes longer than a page can be waited for."""
    return is_long([word_of(paper)])


def keep_drawn(paper: Paper) -> Path:
    """Draw the PDF of a paper and keep it; one that lies there is left. Raises ``UnusableInput`` where it is too long to be drawn."""
    target = drawn_file(paper)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    clear(target.parent)
    part = target.with_name(f"{uuid4().hex}.part")
    try:
        part.touch(mode=0o600)
        part.write_bytes(pdf_of([word_of(paper)], title=paper.title, at=paper.issued_at))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def ask_to_draw(paper: Paper, *, by: Actor) -> Job:
    """The job that draws a paper now; another is asked for only where none does."""
    live = Job.objects.filter(kind=DRAWING, state__in=_LIVE, user_id=by.user_id, arguments__paper=paper.pk)
    return live.order_by("-pk").first() or ask(DRAWING, {"paper": paper.pk}, by=by, unit=paper.unit)


def clear(folder: Path) -> None:
    """Take away what nobody fetched in time."""
    for old in (*folder.glob("*.zip"), *folder.glob("paper-*.pdf"), *folder.glob("*.part")):
        if old.stat().st_mtime < time.time() - KEPT_SECONDS:
            old.unlink(missing_ok=True)
