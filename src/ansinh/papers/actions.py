"""Issuing papers, and what agencies do with templates and registers."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.models import Seal
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold
from ansinh.papers.checking import check_template
from ansinh.papers.checks import check_words
from ansinh.papers.fields import canonical, plain
from ansinh.papers.kinds import Kind
from ansinh.papers.models import (
    Paper,
    PaperFile,
    PaperMark,
    Register,
    RegisterAdvance,
    Template,
    TemplateTakenBack,
)
from ansinh.papers.rendering import Filled, digest_of, fill_paper, finished, refuse_replacing
from ansinh.places.models import Unit


def issue_paper(
    *,
    kind: str,
    context: Any,
    unit: Unit,
    subject: str,
    title: str,
    by: Actor,
    issued_on: date | None = None,
    replaces: Paper | None = None,
    why: str = "",
) -> Paper:
    """Issue a paper of ``kind`` with ``context`` (the kind's own dataclass) for ``unit``: the next number of its register,
    the Word file as it is from now on.

    ``subject`` names what it is about (``dossier:12``), ``title`` is its trích yếu. Fill a long list before your own
    transaction with ``fill_paper`` and call ``issue_filled``. Raises ``PaperRefused`` where it replaces what cannot be
    replaced, or without saying why.
    """
    filled = fill_paper(
        kind=kind, context=context, unit=unit, issued_on=issued_on or today(), replaces=replaces
    )
    return issue_filled(filled=filled, subject=subject, title=title, by=by, why=why)


@action(EventName.PAPER_ISSUED)
def issue_filled(*, filled: Filled, subject: str, title: str, by: Actor, why: str = "") -> Paper:
    """Issue a paper that ``fill_paper`` made ready."""
    number = _take_numbers(filled, 1)
    (paper,) = _keep([_made(filled, number, subject, title, by, why, _newest_head())])
    note(
        subject=f"paper:{paper.pk}",
        place=filled.unit.code,
        kind=paper.kind,
        number=paper.number,
        year=paper.year,
        digest=paper.digest,
        **({"replaces": paper.replaces_id} if paper.replaces_id else {}),
    )
    return paper


@action(EventName.PAPERS_ISSUED)
def issue_many(
    *,
    filled: Sequence[tuple[Filled, str, str]],
    by: Actor,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Paper]:
    """Issue many papers of one kind and place at once (certificates of a commune): ``(filled, subject, title)`` each, numbered
    in this order. All of them or none; one event in the log with their numbers and a digest over their digests."""
    if not filled:
        raise UnusableInput(_("Không có giấy tờ nào để lập."), code="no_papers")
    if len({(one.kind.code, one.unit.pk, one.issued_on) for one, _subject, _title in filled}) > 1:
        raise TypeError("papers issued together are of one kind, place and day")
    head, number = _newest_head(), _take_numbers(filled[0][0], len(filled))
    made = []
    for count, (one, subject, title) in enumerate(filled):
        made.append(_made(one, number + count if number else 0, subject, title, by, "", head))
        progress(count + 1)
    papers = _keep(made)
    first = filled[0][0]
    note(
        place=first.unit.code,
        kind=str(first.kind.code),
        count=len(papers),
        first=papers[0].number,
        last=papers[-1].number,
        digest=digest_of("\n".join(one.digest for one in papers).encode()),
    )
    return papers


def _newest_head() -> str:
    """The head of the log when the paper is issued: it says the paper is no older than what stands sealed there."""
    return Seal.objects.order_by("-last_id").values_list("head", flat=True).first() or ""


def _made(
    filled: Filled, number: int, subject: str, title: str, by: Actor, why: str, head: str
) -> tuple[Paper, bytes]:
    """The row of a paper with its Word file, not kept yet."""
    kind, old = filled.kind, filled.replaces
    if old is not None:
        refuse_replacing(old, kind.code, filled.unit)
        if not why.strip():
            raise UnusableInput(_("Hãy ghi lý do thay thế giấy tờ cũ."), code="no_reason")
    context, issued_at = canonical(plain(filled.context)), now()
    digest = digest_of(
        canonical(
            {
                "kind": str(kind.code),
                "unit": filled.unit.code,
                "number": number,
                "suffix": kind.suffix,
                "issued_on": filled.issued_on.isoformat(),
                "subject": subject,
                "title": clean(title),
                "context": context,
                "template": filled.template_digest,
                "log_head": head,
                "replaces": old.digest if old else "",
                "issued_at": issued_at.isoformat(),
            }
        ).encode()
    )
    word = finished(filled, number=number, check=check_words(digest, head))
    paper = Paper(
        unit=filled.unit,
        kind=kind.code,
        suffix=kind.suffix,
        year=filled.issued_on.year,
        number=number,
        issued_on=filled.issued_on,
        title=clean(title),
        title_fold=fold(title),
        subject=subject,
        context=context,
        template=filled.template,
        template_digest=filled.template_digest,
        log_head=head,
        digest=digest,
        word_digest=digest_of(word),
        replaces=old,
        why_replaced=why.strip(),
        issued_at=issued_at,
        issued_by=by.label,
    )
    return paper, word


def _keep(made: Sequence[tuple[Paper, bytes]]) -> list[Paper]:
    """Write papers, their files and their marks: three writes, however many papers."""
    papers = Paper.objects.bulk_create([paper for paper, _word in made], batch_size=200)
    PaperFile.objects.bulk_create(
        [PaperFile(paper=paper, word=word) for paper, (_row, word) in zip(papers, made, strict=True)],
        batch_size=200,
    )
    PaperMark.objects.bulk_create(
        [
            PaperMark(
                digest=paper.digest,
                unit_id=paper.unit_id,
                kind=paper.kind,
                suffix=paper.suffix,
                number=paper.number,
                issued_on=paper.issued_on,
                replaces=paper.replaces.digest if paper.replaces else "",
            )
            for paper in papers
        ],
        batch_size=200,
    )
    return papers


def _take_numbers(filled: Filled, count: int) -> int:
    """The first of ``count`` numbers of the register of a paper, 0 for a kind without one. The register is held until the
    transaction ends: nobody else gets a number meanwhile, and where nothing is issued in the end none is gone."""
    if not filled.kind.numbered:
        return 0
    found = _held_register(filled.unit, filled.issued_on.year, filled.kind.suffix)
    found.last += count
    found.save(update_fields=["last"])
    return found.last - count + 1


def _held_register(unit: Unit, year: int, suffix: str) -> Register:
    Register.objects.everywhere().get_or_create(unit=unit, year=year, suffix=suffix)
    return Register.objects.everywhere().select_for_update().get(unit=unit, year=year, suffix=suffix)


@action(EventName.REGISTER_ADVANCED)
def advance_register(*, unit: Unit, year: int, suffix: str, until: int, why: str, by: Actor) -> Register:
    """Say that numbers up to ``until`` were given outside of this system: the next paper here gets the one after.

    The gap is written down with its reason. Raises ``UnusableInput`` for a number already passed, or without a reason.
    """
    if not why.strip():
        raise UnusableInput(_("Hãy ghi lý do: các số này đã cấp ở đâu."), code="no_reason")
    found = _held_register(unit, year, suffix)
    if until <= found.last:
        said = _("Sổ đã đến số {last}. Hãy nhập số lớn hơn.")
        raise UnusableInput(said.format(last=found.last), code="register_passed")
    RegisterAdvance.objects.create(
        register=found, after=found.last, until=until, why=why.strip(), at=now(), by=by.label
    )
    note(place=unit.code, year=year, suffix=suffix, after=found.last, until=until)
    found.last = until
    found.save(update_fields=["last"])
    return found


def accept_template(
    *, unit: Unit, kind: Kind, content: bytes, file_name: str, valid_from: date, why: str, by: Actor
) -> Template:
    """Take an uploaded template into use for papers that ``unit`` and the places below it issue from ``valid_from``.

    Raises ``TemplateRefused`` with every fault of the file, ``UnusableInput`` for a day that is past or a file that holds
    already.
    """
    if valid_from < today():
        said = _("Mẫu chỉ áp dụng từ hôm nay trở đi: giấy tờ đã ban hành không thay đổi.")
        raise UnusableInput(said, code="template_backdated")
    check_template(kind, content)
    return keep_template(
        unit=unit, kind=kind, content=content, file_name=file_name, valid_from=valid_from, why=why, by=by
    )


@action(EventName.TEMPLATE_ACCEPTED)
def keep_template(
    *, unit: Unit, kind: Kind, content: bytes, file_name: str, valid_from: date, why: str, by: Actor
) -> Template:
    """Keep a template that was checked as the next version of its place."""
    rows = Template.objects.filter(unit=unit, kind=kind.code)
    digest = digest_of(content)
    if rows.filter(digest=digest, taken_back__isnull=True).exists():
        raise UnusableInput(_("Mẫu này đã được tải lên và đang áp dụng."), code="template_same")
    made = Template.objects.create(
        unit=unit,
        kind=kind.code,
        number=rows.count() + 1,
        valid_from=valid_from,
        content=content,
        digest=digest,
        file_name=clean(file_name)[-120:],
        why=why.strip(),
        uploaded_at=now(),
        uploaded_by=by.label,
    )
    note(
        subject=f"template:{made.pk}", place=unit.code, kind=str(kind.code), number=made.number, digest=digest
    )
    return made


@action(EventName.TEMPLATE_TAKEN_BACK)
def take_back_template(*, template: Template, why: str, by: Actor) -> None:
    """Take a template out of use; the one before it (or the shipped one) holds again. Papers made from it stay as they are.

    Raises ``UnusableInput`` without a reason or for one that was taken back.
    """
    if not why.strip():
        raise UnusableInput(_("Hãy ghi lý do thu hồi mẫu."), code="no_reason")
    if TemplateTakenBack.objects.filter(template=template).exists():
        raise UnusableInput(_("Mẫu này đã được thu hồi."), code="template_taken_back")
    TemplateTakenBack.objects.create(template=template, why=why.strip(), at=now(), by=by.label)
    note(
        subject=f"template:{template.pk}",
        place=template.unit.code,
        kind=template.kind,
        number=template.number,
    )
