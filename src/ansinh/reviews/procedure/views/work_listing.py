"""The list of who is reviewed, as pages show it: columns, filters, signs of a state."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from ansinh.access.doers import doer_column
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.reviews.procedure.enums import WorkReason, WorkState
from ansinh.reviews.procedure.models import WorkItem

P = Permission


def state_sign(row: WorkItem) -> tuple[str, str]:
    """Kind of status and words for where an item stands."""
    if row.state == WorkState.TO_REVIEW.value:
        return ("ok", _("đã có phiếu")) if row.answered else ("waiting", _("chưa có phiếu"))
    kind = {WorkState.AGAIN.value: "warning", WorkState.TAKEN_OFF.value: "neutral"}.get(row.state, "info")
    return kind, WorkState(row.state).words


def in_state(rows: QuerySet, value: str) -> QuerySet:
    if value in ("surveyed", "waiting"):
        return rows.filter(state=WorkState.TO_REVIEW.value, answered=value == "surveyed")
    return rows.filter(state=value)


def state_choices(_request: HttpRequest) -> list[tuple[str, str]]:
    others = [(one.value, one.words) for one in WorkState if one is not WorkState.TO_REVIEW]
    return [("waiting", _("chưa có phiếu")), ("surveyed", _("đã có phiếu")), *others]


def by_name(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split():
        rows = rows.filter(Q(head_name_fold__startswith=word) | Q(head_name_fold__contains=f" {word}"))
    return rows


def _item_page(row: WorkItem) -> str:
    return reverse(
        "reviews:work-item",
        kwargs={"round_id": row.dossier.round_id, "dossier_id": row.dossier_id, "item_id": row.pk},
    )


def reason_of(row: WorkItem) -> str:
    said = WorkReason(row.reason).words
    return f"{said}, {_('bổ sung muộn')}" if row.late else said


COLUMNS = (
    Column(
        "name",
        later("Chủ hộ"),
        lambda row: row.head_name or _("(chưa có tên)"),
        order="head_name_sort",
        link=_item_page,
    ),
    Column("village", later("Thôn"), lambda row: row.village, order="village"),
    Column("reason", later("Vì sao rà soát"), reason_of, order="reason"),
    Column("state", later("Tình trạng"), state_sign, kind="status", order="state"),
    Column("computed", later("Loại tính được"), lambda row: row.computed or "", kind="class"),
    Column(
        "recognised", later("Loại công nhận"), lambda row: row.recognised or "", kind="class", shown=False
    ),
    Column(
        "surveyor",
        later("Rà soát viên"),
        lambda row: row.surveyor.full_name if row.surveyor else "",
        order=None,
    ),
    Column("surveyed_on", later("Ngày khảo sát"), lambda row: row.surveyed_on, kind="day"),
    doer_column(
        "entered_by",
        later("Người nhập phiếu"),
        lambda row: row.answered_by or "",
        lambda row: row.answered_at,
        shown=False,
    ),
    Column("source", later("Mã hộ"), lambda row: row.household.source_ref, shown=False),
)


def work_listing(villages: list[str], surveyors: list[User]) -> Listing:
    """The list of a dossier's items, with the villages and surveyors it has."""
    return Listing(
        "work-list",
        columns=COLUMNS,
        filters=(
            Filter("q", later("Tìm chủ hộ"), by_name, sealed=True),
            Filter(
                "village",
                later("Thôn"),
                lambda rows, value: rows.filter(village=value),
                choices=lambda _request: [(name, name) for name in villages if name],
            ),
            Filter(
                "reason",
                later("Vì sao"),
                lambda rows, value: rows.filter(reason=value),
                choices=lambda _request: [(one.value, one.words) for one in WorkReason],
            ),
            Filter("state", later("Tình trạng"), in_state, choices=state_choices),
            Filter(
                "surveyor",
                later("Rà soát viên"),
                lambda rows, value: rows.filter(surveyor=None if value == "none" else int(value)),
                choices=lambda _request: [
                    ("none", _("chưa phân công")),
                    *((str(one.pk), one.full_name or one.username) for one in surveyors),
                ],
            ),
        ),
        sort="name",
    )
