"""What the papers of a decision are told: form 02 with its lists, form 03, from rows already reached through a scope."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from ansinh.households.models import Household, Membership
from ansinh.households.queries import chunked
from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _
from ansinh.papers.contexts import (
    Certificate as CertificateContext,
)
from ansinh.papers.contexts import (
    CertifiedMember,
    CertifiedYear,
    ListedHousehold,
    RecognitionDecision,
)
from ansinh.reviews.decisions.coming import list_of
from ansinh.reviews.decisions.models import Certificate, CertificateYear, Decision
from ansinh.reviews.models import Dossier, Outcome
from ansinh.reviews.result_list import deprived_words, going_words
from ansinh.reviews.words import class_words, movement_words, period_words
from ansinh.standards.adopted import standard_in_use

# Acts that a decision rests on, by the regime it is taken under: what of them was read stands in the regime itself.
_OF_24_2021 = (
    "Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27/01/2021 của Chính phủ quy định chuẩn nghèo đa chiều giai đoạn 2021 - 2025",
    "Căn cứ Quyết định số 24/2021/QĐ-TTg ngày 16/7/2021 của Thủ tướng Chính phủ quy định quy trình rà soát hộ nghèo, hộ cận "
    "nghèo hằng năm và quy trình xác định hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp và diêm nghiệp có mức sống trung bình "
    "giai đoạn 2022 - 2025",
)
_GROUNDS = {
    "tt-17-2016": (
        "Căn cứ Quyết định số 59/2015/QĐ-TTg ngày 19/11/2015 của Thủ tướng Chính phủ về việc ban hành chuẩn nghèo tiếp cận đa "
        "chiều áp dụng cho giai đoạn 2016 - 2020",
        "Căn cứ Thông tư số 17/2016/TT-BLĐTBXH ngày 28/6/2016 của Bộ trưởng Bộ Lao động - Thương binh và Xã hội",
    ),
    "qd-24-2021": _OF_24_2021,
    "qd-24-2021-two-tier": _OF_24_2021,
}
CARRIED_OUT_BY = (
    "Công chức phụ trách công tác giảm nghèo, các thôn, tổ dân phố và các hộ có tên trong danh sách"
)
_KIND_WORDS = "HỘ NGHÈO, HỘ CẬN NGHÈO"
_LISTS = ("poor", "near_poor", "escaped_poor", "escaped_near_poor")
_RELATIONS = {
    "head": "Chủ hộ",
    "spouse": "Vợ/chồng",
    "child": "Con",
    "parent": "Bố/mẹ",
    "sibling": "Anh/chị/em",
    "grandchild": "Cháu",
    "other": "Khác",
}


def grounds_of(procedure: str) -> tuple[str, ...]:
    """The acts that papers of a regime rest on; none for recorded results."""
    return _GROUNDS.get(procedure, ())


@dataclass(frozen=True)
class _Head:
    birth_year: str = ""
    sex: str = ""
    ethnicity: str = ""


def _heads(households: Sequence[UUID]) -> dict[UUID, _Head]:
    found: dict[UUID, _Head] = {}
    for run in chunked(households):
        rows = Membership.objects.everywhere().filter(household__in=run, relation="head", valid_until=None)
        for row in rows.select_related("person"):
            one = row.person
            year = one.birth_date.year if one.birth_date else one.birth_year
            found[row.household_id] = _Head(
                str(year or ""), {"m": "Nam", "f": "Nữ"}.get(one.sex, ""), one.ethnicity
            )
    return found


def decision_context(
    dossier: Dossier, rows: Sequence[Outcome], effective_from, signatory: str
) -> RecognitionDecision:
    """Form 02 of a dossier whose outcomes are ``rows``: the four lists, in order of village and name."""
    standard = standard_in_use(dossier.round.standards[0])
    heads = _heads([row.household_id for row in rows if list_of(row) in _LISTS])
    lists: dict[str, list[ListedHousehold]] = {name: [] for name in _LISTS}
    for row in rows:
        name = list_of(row)
        if name in lists:
            lists[name].append(
                _listed(row, len(lists[name]) + 1, heads.get(row.household_id, _Head()), standard)
            )
    return RecognitionDecision(
        period=period_words(dossier.round.period),
        list_year=str(dossier.round.list_year),
        effective_from=effective_from,
        grounds=grounds_of(dossier.round.procedure),
        carried_out_by=CARRIED_OUT_BY,
        signatory=signatory,
        **{name: tuple(lists[name]) for name in _LISTS},
    )


def _listed(row: Outcome, order: int, head: _Head, standard) -> ListedHousehold:
    return ListedHousehold(
        order=order,
        head_name=row.household.head_name or _("(chưa có tên)"),
        birth_year=head.birth_year,
        sex=head.sex,
        ethnicity=head.ethnicity,
        village=row.household.village,
        persons=row.persons,
        opening=class_words(row.opening_class) if row.opening_class else "",
        result=class_words(row.recognised_class),
        deprivations=deprived_words(row, standard),
        note="; ".join(
            part
            for part in (
                movement_words(row.movement) if row.movement else "",
                going_words(row.movement_reason),
            )
            if part
        ),
    )


def certificate_contexts(
    decision: Decision, certificates: Iterable[tuple[Household, Sequence[CertificateYear], Mapping | None]]
) -> list[CertificateContext]:
    """Form 03 of households: each with the years its certificate has, and the year to be added (``mark, deprived``), if any."""
    given = list(certificates)
    members = _members([home.pk for home, _years, _new in given])
    said = _("Quyết định số {number} ngày {day}").format(
        number=decision.paper_number, day=shown_date(decision.day)
    )
    return [_certificate(decision, home, years, new, members[home.pk], said) for home, years, new in given]


def _members(households: Sequence[UUID]) -> dict[UUID, list[Membership]]:
    found: dict[UUID, list[Membership]] = defaultdict(list)
    for run in chunked(households):
        rows = Membership.objects.everywhere().filter(household__in=run).select_related("person")
        for row in rows.order_by("pk"):
            found[row.household_id].append(row)
    return found


def _certificate(
    decision: Decision,
    home: Household,
    years: Sequence[CertificateYear],
    new: Mapping | None,
    members: Sequence[Membership],
    said: str,
) -> CertificateContext:
    head = next((row.person for row in members if row.relation == "head" and row.valid_until is None), None)
    first = min((year.confirmed_on for year in years), default=None)
    results = [
        _year(year.list_year, year.confirmed_on, year.mark, year.deprived)
        for year in sorted(years, key=lambda y: y.pk)
    ]
    if new is not None:
        results.append(_year(decision.dossier.round.list_year, decision.day, new["mark"], new["deprived"]))
    place = ", ".join(part for part in (home.village, decision.unit.name) if part)
    ordered = sorted(members, key=lambda row: (row.relation != "head", row.pk))
    shown = [row for row in ordered if row.valid_until is None or (first and row.valid_until >= first)]
    return CertificateContext(
        kind_words=_KIND_WORDS,
        head_name=home.head_name or _("(chưa có tên)"),
        ethnicity=head.ethnicity if head else "",
        residence=place,
        members=tuple(_member(row, order, first) for order, row in enumerate(shown, start=1)),
        results=tuple(results),
        decision=said,
        signatory=decision.signatory,
    )


def _member(row: Membership, order: int, first) -> CertifiedMember:
    """A member with what changed since the certificate was first made."""
    person = row.person
    year = str((person.birth_date.year if person.birth_date else person.birth_year) or "")
    changes = []
    if first and row.valid_from and row.valid_from > first:
        changes.append(_("thêm từ ngày {day}").format(day=shown_date(row.valid_from)))
    if row.valid_until:
        changes.append(_("không còn trong hộ từ ngày {day}").format(day=shown_date(row.valid_until)))
    return CertifiedMember(
        order=order,
        name=person.full_name or _("(chưa có tên)"),
        ethnicity=person.ethnicity,
        relation=_RELATIONS.get(row.relation, ""),
        birth_male=year if person.sex == "m" else "",
        birth_female=year if person.sex == "f" else "",
        note="; ".join(changes),
    )


def _year(year: int, day, mark: str, deprived: int) -> CertifiedYear:
    ticks = {f"d{bit + 1}": "x" if deprived >> bit & 1 else "" for bit in range(12)}
    return CertifiedYear(year=str(year), confirmed_on=day, class_mark=mark, **ticks)


def years_of(certificates: Sequence[Certificate]) -> dict[int, list[CertificateYear]]:
    """The rows of certificates reached through a scope before, by certificate."""
    found: dict[int, list[CertificateYear]] = defaultdict(list)
    for run in chunked([one.pk for one in certificates]):
        for row in CertificateYear.objects.everywhere().filter(certificate__in=run).order_by("pk"):
            found[row.certificate_id].append(row)
    return found
