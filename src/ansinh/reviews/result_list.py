"""The list of outcomes of a round: what must be looked at first, then the rest; each row in words."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from ansinh.access.doers import doer_column, doer_words
from ansinh.access.scope import Scope
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.kernel.searching import with_name
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.reviews.enums import Attention, DossierState, ListClass, Movement
from ansinh.reviews.models import Dossier, Outcome, Round
from ansinh.reviews.words import class_words, movement_words
from ansinh.standards.classes import Class
from ansinh.standards.classes import Warning as Warned
from ansinh.standards.spoken import missing_text
from ansinh.standards.standard import Standard
from ansinh.standards.wording import warning_words

_FEW_MISSING = 3


def attention_words(attention: int) -> tuple[str, str]:
    """Kind of status and words for why somebody must look at an outcome."""
    return {
        Attention.UNDETERMINED: ("error", _("chưa xác định")),
        Attention.NOT_REVIEWED: ("error", _("chưa rà soát")),
        Attention.DIFFERS: ("warning", _("khác kết quả tính")),
        Attention.WARNED: ("info", _("có lưu ý")),
        Attention.NONE: ("ok", _("đủ căn cứ")),
    }[Attention(attention)]


def going_words(reason: str) -> str:
    """Why a household came or went otherwise than by review."""
    return {
        "": "",
        "moved": _("chuyển nơi ở"),
        "split": _("tách hộ"),
        "merged": _("nhập hộ"),
        "dissolved": _("giải thể"),
        "died": _("không còn ai"),
        "left": _("mọi người đã đi"),
        "new_standard": _("danh sách đầu tiên theo chuẩn này"),
        "not_reviewed": _("chưa có phiếu, chưa rõ đi đâu"),
    }.get(reason, reason)


def missing_words(row: Outcome) -> str:
    """What is missing, in words; the first few, and how many more."""
    names = [name for name in row.missing.split(";") if name]
    if not names:
        return ""
    shown = "; ".join(missing_text(name) for name in names[:_FEW_MISSING])
    more = len(names) - _FEW_MISSING
    return shown if more <= 0 else _("{shown}; và {more} câu khác").format(shown=shown, more=more)


def warnings_words(row: Outcome) -> str:
    """The warnings of an outcome in words."""
    return " ".join(warning_words(code) for code in row.warnings.split(";") if code)


def deprived_words(row: Outcome, standard: Standard) -> str:
    """The indicators a household is surely deprived of, by name."""
    language = current_language()
    return "; ".join(
        one.name.in_language(language) for i, one in enumerate(standard.indicators) if row.deprived >> i & 1
    )


def _answers_page(row: Outcome) -> str:
    return reverse(
        "reviews:answers", kwargs={"round_id": row.dossier.round_id, "household_id": row.household_id}
    )


def _nowhere(_row: Outcome) -> str | None:
    return None


def _decide_page(row: Outcome) -> str | None:
    if row.answer_id is None:
        return None
    return reverse(
        "reviews:decide", kwargs={"round_id": row.dossier.round_id, "household_id": row.household_id}
    )


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    """Head's name, words in any order without accents; or the source's number."""
    named = Q()
    for word in fold(words).split(" "):
        named &= Q(household__head_name_fold__contains=word)
    return rows.filter(named | Q(household__source_ref=words.strip()))


def _by_attention(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(attention=int(value))


def _by_difference(rows: QuerySet, value: str) -> QuerySet:
    by_hand = ~Q(recognised_by="")
    return {
        "differs": rows.filter(by_hand).exclude(reason=""),
        "as_computed": rows.filter(by_hand, reason=""),
        "by_hand": rows.filter(by_hand),
        "otherwise": rows.filter(by_hand).exclude(recognised_class=F("computed_class")),
        "nobody": rows.filter(recognised_by=""),
    }[value]


def _class_choices(_request: HttpRequest) -> list[tuple[str, str]]:
    words = {
        ListClass.POOR: _("Nghèo"),
        ListClass.POOR_INCOME: _("Nghèo về thu nhập"),
        ListClass.POOR_DEPRIVATION: _("Nghèo do thiếu hụt"),
        ListClass.NEAR_POOR: _("Cận nghèo"),
        ListClass.AVERAGE: _("Mức sống trung bình"),
        ListClass.NOT_POOR: _("Không nghèo"),
        ListClass.UNDETERMINED: _("Chưa xác định"),
    }
    return [(one.value, said) for one, said in words.items()]


_POOR = (ListClass.POOR.value, ListClass.POOR_INCOME.value, ListClass.POOR_DEPRIVATION.value)
_CLASSES_OF = {"poor": _POOR, "near_poor": (ListClass.NEAR_POOR.value,)}


def _movement_choices(_request: HttpRequest) -> list[tuple[str, str]]:
    """The movements, and the lists at the opening and the closing that they lead from and to."""
    lists = {
        "opening:poor": _("Đầu kỳ là hộ nghèo"),
        "opening:near_poor": _("Đầu kỳ là hộ cận nghèo"),
        "closing:poor": _("Cuối kỳ là hộ nghèo"),
        "closing:near_poor": _("Cuối kỳ là hộ cận nghèo"),
        "other_out:poor": _("Ra khỏi danh sách hộ nghèo vì lý do khác"),
        "other_out:near_poor": _("Ra khỏi danh sách hộ cận nghèo vì lý do khác"),
        "other_in:poor": _("Vào danh sách hộ nghèo vì lý do khác"),
        "other_in:near_poor": _("Vào danh sách hộ cận nghèo vì lý do khác"),
        "gone": _("Có trong danh sách trước, nay không còn ở đây"),
    }
    return [(one.value, movement_words(one)) for one in Movement] + list(lists.items())


def _by_movement(rows: QuerySet, value: str) -> QuerySet:
    movement, _colon, name = value.partition(":")
    here = rows.filter(answer__isnull=False)
    if movement == "gone":
        return rows.filter(answer__isnull=True)
    if movement == "opening":
        return rows.filter(opening_class=name)
    if movement == "closing":
        return here.filter(recognised_class__in=_CLASSES_OF[name])
    if movement == Movement.OTHER_OUT.value and name:
        return rows.filter(movement=movement, opening_class=name)
    if movement == Movement.OTHER_IN.value and name:
        return here.filter(movement=movement, recognised_class__in=_CLASSES_OF[name])
    return rows.filter(movement=movement)


def _attention_choices(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(one.value), attention_words(one)[1]) for one in Attention]


def _difference_choices(_request: HttpRequest) -> list[tuple[str, str]]:
    return [
        ("differs", _("công nhận có lý do")),
        ("as_computed", _("đã công nhận theo kết quả tính")),
        ("otherwise", _("loại khác kết quả tính")),
        ("by_hand", _("đã có người công nhận")),
        ("nobody", _("chưa ai công nhận")),
    ]


def _warning_choices(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.value, warning_words(one.value)) for one in Warned]


def result_listing(dossiers: Sequence[Dossier], standard: Standard, *, decides: bool) -> Listing:
    """The list of results of some dossiers of a round (reached through a scope before) under one standard; for who
    ``decides`` the recognised class leads to the page where it is decided."""
    several = len(dossiers) > 1
    columns = (
        Column(
            "attention",
            later("Cần xem"),
            lambda row: attention_words(row.attention),
            kind="status",
            order="attention",
        ),
        Column(
            "name",
            later("Chủ hộ"),
            lambda row: row.household.head_name or _("(chưa có tên)"),
            order="household__head_name_sort",
            link=_answers_page,
        ),
        Column("commune", later("Xã"), lambda row: row.dossier.unit.name, shown=several),
        Column("village", later("Thôn"), lambda row: row.household.village, order="household__village"),
        Column("persons", later("Số người"), lambda row: row.persons, kind="number"),
        Column(
            "computed", later("Tính được"), lambda row: row.computed_class, kind="class", told=class_words
        ),
        Column(
            "recognised",
            later("Công nhận"),
            lambda row: row.recognised_class,
            kind="class",
            told=class_words,
            link=_decide_page if decides else _nowhere,
        ),
        Column(
            "deprivations",
            later("Số thiếu hụt"),
            lambda row: row.deprived.bit_count() if row.answer_id else None,
            kind="number",
        ),
        Column(
            "movement", later("Biến động"), lambda row: row.movement, kind="movement", told=movement_words
        ),
        Column("missing", later("Còn thiếu"), missing_words),
        Column("reason", later("Lý do công nhận"), lambda row: row.reason, shown=False),
        Column(
            "indicators",
            later("Thiếu hụt ở"),
            lambda row: deprived_words(row, standard),
            shown=False,
        ),
        Column("warnings", later("Lưu ý"), warnings_words, shown=False),
        Column(
            "opening",
            later("Danh sách trước"),
            lambda row: row.opening_class,
            kind="class",
            told=class_words,
            shown=False,
        ),
        Column("going", later("Lý do biến động"), lambda row: going_words(row.movement_reason), shown=False),
        doer_column("recognised_by", later("Người công nhận"), lambda row: row.recognised_by, shown=False),
        Column("source", later("Mã hộ"), lambda row: row.household.source_ref, shown=False),
    )

    filters = [
        Filter("q", later("Tìm chủ hộ hoặc mã hộ"), _by_words, sealed=True),
        Filter("attention", later("Cần xem"), _by_attention, choices=_attention_choices),
        Filter("computed", later("Tính được"), _on("computed_class"), choices=_class_choices),
        Filter("recognised", later("Công nhận"), _on("recognised_class"), choices=_class_choices),
        Filter("decided", later("Quyết định"), _by_difference, choices=_difference_choices),
        Filter("movement", later("Biến động"), _by_movement, choices=_movement_choices),
        Filter("warning", later("Lưu ý"), _with_warning, choices=_warning_choices),
        Filter("village", later("Thôn"), _in_village),
    ]
    if several:
        filters.insert(1, _by_place(dossiers))
        filters.append(_by_state(dossiers))
    return Listing("results", columns, tuple(filters), sort="attention")


def _by_place(dossiers: Sequence[Dossier]) -> Filter:
    """By commune, or by the district that communes of the round lie in."""
    above = {one.unit.parent for one in dossiers if one.unit.parent is not None}
    places = {unit.code: unit for unit in sorted(above, key=lambda unit: unit.sort_key)}
    places |= {one.unit.code: one.unit for one in dossiers}

    def in_place(rows: QuerySet, code: str) -> QuerySet:
        path = places[code].path
        return rows.filter(dossier_id__in=[one.pk for one in dossiers if one.unit.path.startswith(path)])

    choices = [(code, unit.name) for code, unit in places.items()]
    return Filter("commune", later("Xã"), in_place, choices=lambda _request: choices)


def _by_state(dossiers: Sequence[Dossier]) -> Filter:
    approved = [one.pk for one in dossiers if one.state == DossierState.APPROVED.value]

    def in_state(rows: QuerySet, value: str) -> QuerySet:
        return (
            rows.filter(dossier_id__in=approved)
            if value == "approved"
            else rows.exclude(dossier_id__in=approved)
        )

    return Filter(
        "dossier",
        later("Hồ sơ"),
        in_state,
        choices=lambda _request: [("unapproved", _("chưa phê duyệt")), ("approved", _("đã phê duyệt"))],
    )


def _on(field: str):
    def apply(rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(**{field: value})

    return apply


def _with_warning(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(warnings__contains=value)


def _in_village(rows: QuerySet, value: str) -> QuerySet:
    return with_name(rows, "household__village", value)


def outcomes_within(
    scope: Scope, campaign: Round, dossiers: Sequence[Dossier], standard: str
) -> QuerySet[Outcome]:
    """The outcomes of dossiers of a round within a scope under one standard, with household and commune."""
    if standard not in campaign.standards:
        raise UnusableInput(_("Kỳ rà soát này không chạy chuẩn {code}.").format(code=standard))
    return (
        Outcome.objects.within(scope)
        .filter(dossier__in=[one.pk for one in dossiers], standard=standard)
        .select_related("household", "dossier__unit")
    )


def facts_of(row: Outcome, standard: Standard) -> list[tuple[str, Any]]:
    """An outcome in words for the page where somebody decides about it."""
    return [
        (_("Xã"), row.dossier.unit.name),
        (_("Thôn"), row.household.village),
        (_("Số người"), row.persons),
        (_("Chuẩn"), standard.title.in_language(current_language())),
        (
            _("Loại tính được"),
            standard.class_words[Class(row.computed_class)].in_language(current_language()),
        ),
        (_("Thiếu hụt ở"), deprived_words(row, standard)),
        (_("Còn thiếu"), "; ".join(missing_text(name) for name in row.missing.split(";") if name)),
        (_("Lưu ý"), warnings_words(row)),
        (_("Lý do đã ghi"), row.reason),
        (_("Người công nhận"), doer_words(row.recognised_by)),
    ]
