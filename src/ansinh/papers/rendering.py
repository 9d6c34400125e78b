"""A kind, a context and a place become a Word file: which template holds, what the head of the paper says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from ansinh.kernel.language import _, speaking
from ansinh.papers.errors import PaperRefused
from ansinh.papers.fields import differing, shown
from ansinh.papers.filling import fill, mark, set_in
from ansinh.papers.issuers import Issuer, issuer_of
from ansinh.papers.kinds import Kind, kind_named
from ansinh.papers.models import Paper, Template
from ansinh.papers.queries import template_in_force
from ansinh.papers.shipped import shipped_digest, shipped_template
from ansinh.places.models import Unit

NUMBER, CHECK = "number", "check"
# What a paper's system fields are, for who edits a template: name, words, example.
_DRAFT_NUMBER = "……"


@dataclass(frozen=True)
class Filled:
    """A paper whose long work is done: everything but the number and the code to check by."""

    kind: Kind
    context: Any
    unit: Unit
    issued_on: date
    template: Template | None
    template_digest: str
    word: bytes
    replaces: Paper | None = None


def fill_paper(
    *, kind: str, context: Any, unit: Unit, issued_on: date, replaces: Paper | None = None
) -> Filled:
    """Fill the template that holds for ``unit`` on that day. Do it before the transaction that issues: a list of thousands
    takes seconds.

    Raises ``TypeError`` where ``context`` is not the kind's own, ``NotFound`` for an unknown kind.
    """
    return next(
        fill_papers(kind=kind, contexts=(context,), unit=unit, issued_on=issued_on, replaces=replaces)
    )


def fill_papers(
    *, kind: str, contexts: Iterable[Any], unit: Unit, issued_on: date, replaces: Paper | None = None
) -> Iterator[Filled]:
    """Fill many papers of one kind and place, one after another as they are asked for: certificates of a commune."""
    found = kind_named(kind)
    template = template_in_force(found.code, unit, issued_on)
    content = bytes(template.content) if template else shipped_template(found.code)
    digest = template.digest if template else shipped_digest(found.code)
    issuer = issuer_of(unit, issued_on)
    for context in contexts:
        check_context(found, context)
        word = fill(content, whole_context(found, context, issuer, issued_on, replaces))
        yield Filled(found, context, unit, issued_on, template, digest, word, replaces)


def check_context(kind: Kind, context: Any) -> None:
    """Raise where a context is another kind's or a field is of another type: a fault of the program that asks."""
    if type(context) is not kind.context:
        raise TypeError(f"{kind.code} takes a {kind.context.__name__}, not a {type(context).__name__}")
    if wrong := list(differing(kind.context, context)):
        raise TypeError(f"{kind.code}: fields of another type: {', '.join(wrong)}")


def whole_context(
    kind: Kind, context: Any, issuer: Issuer, issued_on: date, replaces: Paper | None = None
) -> dict[str, Any]:
    """The fields of the context, and under ``paper`` what the system says of the paper itself. Papers are in Vietnamese
    whatever the language of who issues them."""
    with speaking("vi"):
        own = {
            "number": mark(NUMBER),
            "check": mark(CHECK),
            "day": f"{issued_on.day:02d}",
            # Decree 30/2020/NĐ-CP, Annex I: a zero before days below 10 and before January and February.
            "month": f"{issued_on.month:02d}" if issued_on.month < 3 else str(issued_on.month),
            "year": str(issued_on.year),
            "date": f"{issued_on.day:02d}/{issued_on.month:02d}/{issued_on.year}",
            "place": issuer.place,
            "authority_1": issuer.authority[0],
            "authority_2": issuer.authority[1],
            "issuer": f"Ủy ban nhân dân {issuer.unit_words}",
            "chair": issuer.chair,
            "chair_words": f"Chủ tịch Ủy ban nhân dân {issuer.unit_words}",
            "unit_words": issuer.unit_words,
            "within": issuer.within,
            "unverified": _("Chưa kiểm chứng: {what}.").format(what=str(kind.unverified))
            if kind.unverified
            else "",
            "replaces": replacing_words(replaces) if replaces else "",
        }
        return {**shown(context), "paper": own}


def system_fields() -> dict[str, str]:
    """What ``paper.<name>`` prints, for who edits a template."""
    return {
        "number": _("Số, ký hiệu: 45/QĐ-UBND (bắt buộc ở loại có số)"),
        "check": _("Dòng mã kiểm tra ở cuối giấy tờ (bắt buộc)"),
        "date": _("Ngày ban hành: 10/12/2024"),
        "day": _("Ngày: 10"),
        "month": _("Tháng: 12"),
        "year": _("Năm: 2024"),
        "place": _("Địa danh trước ngày tháng: An Lư"),
        "authority_1": _("Tên cơ quan, dòng 1: ỦY BAN NHÂN DÂN"),
        "authority_2": _("Tên cơ quan, dòng 2: XÃ AN LƯ"),
        "issuer": _("Tên cơ quan trong câu: Ủy ban nhân dân xã An Lư"),
        "chair": _("Thẩm quyền ban hành: CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ AN LƯ"),
        "chair_words": _("Chủ tịch trong câu: Chủ tịch Ủy ban nhân dân xã An Lư"),
        "unit_words": _("Đơn vị trong câu: xã An Lư"),
        "within": _("Đơn vị cùng cấp trên: xã An Lư, huyện Thủy Nguyên, thành phố Hải Phòng"),
        "unverified": _("Ghi chú phần chưa kiểm chứng của mẫu, nếu có"),
        "replaces": _("Thay thế giấy tờ nào, nếu có"),
    }


def replacing_words(old: Paper) -> str:
    """What a paper says of the one it replaces."""
    named = shown_number_of(old.number, old.suffix) if old.suffix else str(kind_named(old.kind).words)
    said = _("(Thay thế {paper} ngày {day})")
    return said.format(paper=named, day=f"{old.issued_on:%d/%m/%Y}")


def shown_number_of(number: int, suffix: str) -> str:
    """``05/QĐ-UBND``: numbers below 10 with a zero (Decree 30/2020/NĐ-CP, Annex I). Blank for a kind without numbers."""
    return f"{number:02d}{suffix}" if suffix else ""


def finished(filled: Filled, *, number: int, check: str) -> bytes:
    """The Word file with its number and its code."""
    return set_in(filled.word, {NUMBER: shown_number_of(number, filled.kind.suffix), CHECK: check})


def preview(*, kind: str, context: Any, unit: Unit, issued_on: date, replaces: Paper | None = None) -> bytes:
    """The Word file of a paper as it would be, without a number and marked as a draft. Nothing is kept."""
    filled = fill_paper(kind=kind, context=context, unit=unit, issued_on=issued_on, replaces=replaces)
    return draft(filled)


def draft(filled: Filled) -> bytes:
    """The Word file of a paper that is not issued."""
    with speaking("vi"):
        said = _("BẢN NHÁP: chưa có số, chưa có giá trị.")
    return set_in(filled.word, {NUMBER: f"{_DRAFT_NUMBER}{filled.kind.suffix}", CHECK: said})


def digest_of(content: bytes) -> str:
    """SHA-256 as hexadecimal."""
    return sha256(content).hexdigest()


def refuse_replacing(old: Paper, kind: str, unit: Unit) -> None:
    """Raise ``PaperRefused`` where ``old`` cannot be replaced by a paper of this kind and place."""
    if old.kind != kind or old.unit_id != unit.pk:
        said = _("Chỉ thay thế được bằng giấy tờ cùng loại của cùng đơn vị.")
        raise PaperRefused(said, code="replaces_another_kind")
    if Paper.objects.everywhere().filter(replaces=old).exists():
        said = _("Giấy tờ này đã được thay thế rồi. Hãy mở bản thay thế và thay thế bản đó.")
        raise PaperRefused(said, code="already_replaced")
