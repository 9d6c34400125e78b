"""Many papers into files to print: certificates of a commune are a thousand."""

import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.urls import reverse

from ansinh.access.queries import scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.papers.drawn import DRAWING, clear, keep_drawn, prints_folder
from ansinh.papers.files import file_name, note_printed, word_of
from ansinh.papers.models import Paper
from ansinh.papers.pdf import pdf_of
from ansinh.papers.queries import paper_within, papers_to_print
from ansinh.work.models import Job
from ansinh.work.queue import job

BUNDLE = "papers.bundle"
# So many papers are drawn as one PDF at a time: Typst remembers its last ten drawings, a gigabyte of them at this size.
_TOGETHER = 50
# What one bundle holds at most: a large commune's certificates of a year.
MOST = 5_000


def bundle_file(name: str) -> Path:
    """Where a bundle lies."""
    return prints_folder() / name


def _leads_to(done: Job) -> str | None:
    return reverse("papers:bundle-download", kwargs={"job_id": done.pk})


@job(BUNDLE, words=lambda: _("In gộp giấy tờ"), leads_to=_leads_to)
def print_bundle(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Print the papers of one kind and place between two days as ``docx`` (each its file) or ``pdf`` (fifty a file), in one
    zip."""
    chosen = _chosen(scope_of(by, Permission.ISSUE_PAPERS), arguments)
    if not chosen:
        raise Refused(_("Không có giấy tờ nào để in trong khoảng đã chọn."), code="no_papers")
    if len(chosen) > MOST:
        said = _("Nhiều hơn {most} giấy tờ. Hãy thu hẹp khoảng ngày rồi in lại.")
        raise Refused(said.format(most=MOST), code="too_many_papers")
    target = bundle_file(f"{uuid.uuid4().hex}.zip")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    clear(target.parent)
    with TemporaryDirectory(dir=target.parent) as folder:
        part = Path(folder) / "part.zip"
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
            done = 0
            for name, content, count in _files(chosen, arguments["shape"]):
                packed.writestr(name, content)
                done += count
                progress(_("In giấy tờ"), done, len(chosen))
        part.chmod(0o600)
        note_printed(papers=chosen, shape=arguments["shape"], place=arguments["place"], by=by)
        part.rename(target)
    return {"file": target.name, "papers": len(chosen)}


def _chosen(scope: Scope, arguments: Mapping[str, Any]) -> list[int]:
    rows = papers_to_print(
        scope,
        kind=arguments["kind"],
        unit_id=arguments["unit"],
        first=date.fromisoformat(arguments["first"]),
        last=date.fromisoformat(arguments["last"]),
    )
    return list(rows.values_list("pk", flat=True)[: MOST + 1])


def _files(chosen: Sequence[int], shape: str) -> Iterator[tuple[str, bytes, int]]:
    """``(name, content, how many papers)`` of each file of the bundle."""
    for start in range(0, len(chosen), _TOGETHER):
        keys = chosen[start : start + _TOGETHER]
        found = Paper.objects.everywhere().filter(pk__in=keys).select_related("file", "unit").in_bulk()
        papers = [found[key] for key in keys]
        if shape == "docx":
            for one in papers:
                yield file_name(one, "docx"), word_of(one), 1
        else:
            name = f"{start + 1:05d}-{start + len(papers):05d}.pdf"
            latest = max(one.issued_at for one in papers)
            yield name, pdf_of(map(word_of, papers), title=name, at=latest), len(papers)


def _to_pdf(done: Job) -> str | None:
    return reverse("papers:file", kwargs={"paper_id": done.arguments["paper"], "shape": "pdf"})


@job(DRAWING, words=lambda: _("Vẽ PDF của một văn bản dài"), leads_to=_to_pdf)
def draw_paper(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Draw the PDF of a long paper for who issues papers of its place."""
    paper = paper_within(scope_of(by, Permission.ISSUE_PAPERS), arguments["paper"])
    progress(_("In giấy tờ"), 0, 1)
    return {"bytes": keep_drawn(paper).stat().st_size}
