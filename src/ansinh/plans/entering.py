"""Papers entered by people: drafted or taken in as issued elsewhere, corrected, issued by a second person, linked to others."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold
from ansinh.places.models import Unit
from ansinh.plans.citing import Cited, citations_in, named_as
from ansinh.plans.correcting import differences, held_to_write, write_with_trace
from ansinh.plans.enums import CitationKind, DocumentKind, DocumentState, IssuerKind
from ansinh.plans.models import Citation, Document, Section
from ansinh.plans.policies import check_draft, check_issues, check_keeps, check_why

NATIONAL = frozenset(
    {
        IssuerKind.ASSEMBLY.value,
        IssuerKind.GOVERNMENT.value,
        IssuerKind.PRIME_MINISTER.value,
        IssuerKind.MINISTRY.value,
    }
)
"""Who issues for the whole country, without a unit."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the head of a paper; blank where it has it blank. ``dated`` is what it prints in the place of a day."""

    kind: str
    issuer_kind: str
    issuer: str
    title: str
    issuer_unit: Unit | None = None
    number: str = ""
    issued_on: date | None = None
    dated: str = ""
    territory: Unit | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    source: str = ""

    def cleaned(self) -> "Head":
        """The same, checked. Raises ``UnusableInput`` for what no paper has: no title, an unknown kind, a day to come, validity that
        ends before it begins, a local authority without its place."""
        DocumentKind(self.kind), IssuerKind(self.issuer_kind)
        if not clean(self.title) or not clean(self.issuer):
            raise UnusableInput(_("Hãy ghi tên văn bản và cơ quan ban hành."), code="no_title")
        if self.issued_on is not None and self.issued_on > today():
            raise UnusableInput(
                _("Ngày ban hành ở tương lai. Hãy ghi ngày văn bản đã ký."), code="day_to_come"
            )
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise UnusableInput(_("Ngày hết hiệu lực trước ngày có hiệu lực."), code="validity_turned")
        if (self.issuer_kind in NATIONAL) == (self.issuer_unit is not None):
            raise UnusableInput(
                _(
                    "Cơ quan trung ương ban hành cho cả nước, không ghi địa bàn; cơ quan địa phương phải ghi mã địa bàn."
                ),
                code="issuer_and_place",
            )
        return Head(
            self.kind,
            self.issuer_kind,
            clean(self.issuer)[:160],
            clean(self.title)[:400],
            self.issuer_unit,
            clean(self.number)[:60],
            self.issued_on,
            clean(self.dated)[:60],
            self.territory,
            self.valid_from,
            self.valid_until,
            clean(self.source)[:200],
        )

    def fields(self) -> dict[str, object]:
        """The columns it fills."""
        units = {"issuer_unit": self.issuer_unit, "territory": self.territory}
        plain = {name: getattr(self, name) for name in self.__slots__ if name not in units}
        return plain | units | {"number_fold": fold(self.number), "title_fold": fold(self.title)}


def _known() -> Refused:
    return Refused(
        _("Đã có văn bản cùng số, cùng ngày, cùng cơ quan ban hành. Hãy mở văn bản ấy trong danh sách."),
        code="document_known",
    )


@action(EventName.DOCUMENT_ENTERED)
def enter_document(*, head: Head, keeper: Unit, elsewhere: bool, by: Actor) -> Document:
    """Enter a paper that ``keeper`` holds: a draft of its own, or one that was issued ``elsewhere`` and came.

    Raises ``Refused`` without the right at ``keeper``, for a paper that is held already, and where somebody would enter an own paper
    as issued; ``UnusableInput`` for a head that cannot be (``Head.cleaned``).
    """
    check_keeps(by, keeper.pk)
    head = head.cleaned()
    own = head.issuer_unit is not None and head.issuer_unit.path == keeper.path
    if elsewhere and own:
        raise Refused(
            _(
                "Văn bản của chính đơn vị phải qua hai người: hãy nhập là dự thảo, rồi để người có thẩm quyền ban hành với số và ngày của nó."
            ),
            code="own_paper",
        )
    if not elsewhere and not own:
        raise Refused(
            _("Dự thảo phải do chính đơn vị ban hành. Văn bản của nơi khác thì chọn «nơi khác đã ban hành»."),
            code="paper_of_others",
        )
    if elsewhere and head.issued_on is None and not head.dated:
        raise UnusableInput(
            _("Hãy ghi ngày ban hành, hoặc lời văn bản ghi ở chỗ ngày nếu để trống."), code="no_day"
        )
    state = DocumentState.ISSUED if elsewhere else DocumentState.DRAFT
    try:
        with transaction.atomic():
            made = Document.objects.create(
                **head.fields(), keeper=keeper, state=state.value, recorded_at=now(), recorded_by=by.label
            )
    except IntegrityError as failure:
        raise _known() from failure
    note(subject=f"document:{made.pk}", place=keeper.code, state=state.value)
    return made


@action(EventName.DOCUMENT_CHANGED)
def change_document(*, document: Document, head: Head, by: Actor, why: str = "") -> Document:
    """Write the head of a paper anew: of a draft freely, of an issued one with the reason and what stood before."""
    held = held_to_write(document, by)
    head = head.cleaned()
    fields = head.fields()
    changes = {
        name: pair
        for name, pair in differences(held, fields).items()
        if name not in ("number_fold", "title_fold")
    }
    if held.state == DocumentState.ISSUED.value and not head.number and held.number:
        raise UnusableInput(
            _("Văn bản đã ban hành thì không bỏ số. Hãy ghi số đúng."), code="number_taken_away"
        )
    try:
        with transaction.atomic():
            write_with_trace(held, part="document", changes=changes, why=why, by=by, fields=fields)
    except IntegrityError as failure:
        raise _known() from failure
    note(subject=f"document:{held.pk}", place=_place(held), fields=sorted(changes), revision=held.revision)
    return held


@action(EventName.DOCUMENT_ISSUED)
def issue_document(*, document: Document, number: str, issued_on: date, by: Actor) -> Document:
    """A draft becomes the paper, with its number and day. Citations that stand in its sections are kept with it.

    Raises ``Refused`` for who had a hand in the draft or may not issue there, a paper that is no draft, a plan without sections, a
    number that stands; ``UnusableInput`` without a number or for a day to come.
    """
    held = (
        Document.objects.select_for_update(of=("self",))
        .select_related("keeper", "issuer_unit")
        .get(pk=document.pk)
    )
    check_draft(held)
    check_issues(by, held)
    if not clean(number):
        raise UnusableInput(_("Hãy ghi số của văn bản khi ban hành."), code="no_number")
    if issued_on > today():
        raise UnusableInput(_("Ngày ban hành ở tương lai. Hãy ghi ngày văn bản đã ký."), code="day_to_come")
    sections = Section.objects.filter(plan__document=held).order_by("position")
    if hasattr(held, "plan") and not sections:
        raise Refused(_("Kế hoạch chưa có mục nào. Hãy nhập các mục trước khi ban hành."), code="no_sections")
    for section in sections:
        keep_citations(held, section.text)
    held.number, held.number_fold, held.issued_on = clean(number)[:60], fold(clean(number)[:60]), issued_on
    held.valid_from = held.valid_from or issued_on
    if held.valid_until is not None and held.valid_until < held.valid_from:
        raise UnusableInput(_("Ngày hết hiệu lực trước ngày có hiệu lực."), code="validity_turned")
    held.state, held.issued_at, held.issued_by = DocumentState.ISSUED.value, now(), by.label
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as failure:
        raise _known() from failure
    note(subject=f"document:{held.pk}", place=_place(held), on=issued_on.isoformat())
    return held


@action(EventName.DOCUMENT_DROPPED)
def drop_document(*, document: Document, why: str, by: Actor) -> Document:
    """A draft is not issued, and why; it stays to be read. Raises ``Refused`` for an issued one."""
    held = held_to_write(document, by)
    check_draft(held)
    held.dropped_why, held.state = check_why(why), DocumentState.DROPPED.value
    held.save(update_fields=["dropped_why", "state"])
    note(subject=f"document:{held.pk}", place=_place(held), reason=held.dropped_why)
    return held


def _place(document: Document) -> str:
    unit = document.keeper or document.issuer_unit
    return unit.code if unit else ""


def keep_citations(document: Document, text: str) -> None:
    """Keep the papers that ``text`` of a paper names and that it does not name yet, word for word."""
    known = set(document.citations.values_list("number", "dated"))
    for one in citations_in(text):
        if (one.number, one.dated) not in known:
            known.add((one.number, one.dated))
            _cite(document, CitationKind.MENTIONS, one.words, one, named(one, document))


def named(cited: Cited, document: Document) -> Document | None:
    """The held paper of that number (and day, where both say one); nothing where none or several are held."""
    rows = Document.objects.filter(number_fold=fold(cited.number), state=DocumentState.ISSUED.value)
    rows = rows.exclude(pk=document.pk).exclude(number="")
    found = [
        one
        for one in rows
        if not cited.dated or one.issued_on is None or cited.dated in _spellings(one.issued_on)
    ]
    return found[0] if len(found) == 1 else None


def _spellings(day: date) -> set[str]:
    return {
        f"{d}{sign}{m}{sign}{day.year}"
        for sign in "/-"
        for d in (f"{day.day}", f"{day.day:02}")
        for m in (f"{day.month}", f"{day.month:02}")
    }


def _cite(
    document: Document, kind: CitationKind, words: str, cited: Cited | None, held: Document | None
) -> Citation:
    last = document.citations.aggregate(last=Max("position"))["last"]
    return Citation.objects.create(
        document=document,
        kind=kind.value,
        position=0 if last is None else last + 1,
        words=words[:500],
        number=(cited.number if cited else "")[:80],
        dated=cited.dated if cited else "",
        cited=held,
    )


def _called(paper: Document) -> str:
    return named_as(paper.kind, paper.number, paper.issued_on, paper.title)


@action(EventName.DOCUMENT_LINKED)
def link_document(
    *,
    document: Document,
    kind: CitationKind,
    by: Actor,
    words: str = "",
    cited: Document | None = None,
    why: str = "",
) -> Citation:
    """Say what a paper carries out, rests on, replaces or amends: a held paper, or the words by which it names another.

    Raises ``Refused`` for a link to itself, to a draft, one that stands, or where an issued paper gets it without a reason;
    ``UnusableInput`` where nothing is named.
    """
    held = held_to_write(document, by)
    said = clean(words) or (_called(cited) if cited else "")
    if not said:
        raise UnusableInput(_("Hãy chọn văn bản, hoặc ghi lời dẫn như trong văn bản."), code="nothing_named")
    found = next(iter(citations_in(said)), None)
    cited = cited or (named(found, held) if found else None)
    if cited is not None and (cited.pk == held.pk or cited.state != DocumentState.ISSUED.value):
        raise Refused(_("Chỉ dẫn văn bản khác, đã ban hành. Hãy chọn văn bản khác."), code="not_to_be_cited")
    standing = held.citations.filter(withdrawn_in=None, kind=kind.value)
    if standing.filter(words=said[:500]).exists() or (cited and standing.filter(cited=cited).exists()):
        raise Refused(_("Quan hệ này đã ghi."), code="link_known")
    last = held.citations.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    write_with_trace(
        held, part="link", position=position, changes={kind.value: ["", said[:500]]}, why=why, by=by
    )
    made = _cite(held, kind, said, found, cited)
    note(subject=f"document:{held.pk}", place=_place(held), kind=kind.value)
    return made


@action(EventName.DOCUMENT_LINK_WITHDRAWN)
def withdraw_link(*, citation: Citation, by: Actor, why: str = "") -> None:
    """Take back what was said of another paper: from a draft it goes, on an issued one it stays with its withdrawal."""
    held = held_to_write(citation.document, by)
    one = Citation.objects.select_for_update(of=("self",)).get(pk=citation.pk)
    if one.withdrawn_in is not None:
        raise Refused(_("Quan hệ này đã rút. Hãy tải lại trang."), code="link_withdrawn")
    revision = write_with_trace(
        held, part="link", position=one.position, changes={one.kind: [one.words, ""]}, why=why, by=by
    )
    if held.state == DocumentState.DRAFT.value:
        one.delete()
    else:
        one.withdrawn_in = revision
        one.save(update_fields=["withdrawn_in"])
    note(subject=f"document:{held.pk}", place=_place(held), kind=one.kind)
