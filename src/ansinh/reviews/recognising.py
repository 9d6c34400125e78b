"""Recognising classes on the results page: as computed, otherwise with a reason, or taking a decision back."""

from collections import defaultdict
from collections.abc import Sequence

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.officers import check_not_close
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.reviews.enums import ListClass
from ansinh.reviews.holding import hold_dossiers
from ansinh.reviews.models import Outcome, Round
from ansinh.reviews.policies import check_classified, check_may_everywhere, check_open
from ansinh.reviews.procedure.surveying import check_may_recognise
from ansinh.reviews.reclassifying import reclassify

AS_COMPUTED, WITHDRAWN = "as_computed", "withdrawn"
RECOGNISABLE = tuple(one.value for one in ListClass if one is not ListClass.UNDETERMINED)


@action(EventName.OUTCOMES_DECIDED)
def recognise_outcomes(
    *, campaign: Round, scope: Scope, outcomes: Sequence[int], decided: str, reason: str, by: Actor
) -> int:
    """Recognise the households of some outcomes of the list-making standard; how many.

    ``decided``: a class, with a reason; ``AS_COMPUTED``; or ``WITHDRAWN``, which takes earlier decisions back. All or
    none: a household out of scope, of an approved or unclassified dossier, not surveyed, or of no computed class to
    confirm refuses the whole. Their movements are found anew at once.
    """
    rows = _asked_for(campaign, scope, outcomes)
    dossiers = {row.dossier_id: row.dossier for row in rows}
    check_may_everywhere(by, Permission.RECOGNISE_CLASSES, list(dossiers.values()))
    check_not_close({row.household_id for row in rows}, by)
    for dossier in dossiers.values():
        check_open(dossier)
        check_classified(dossier)
        check_may_recognise(dossier, [row.household_id for row in rows if row.dossier_id == dossier.pk])
    _check_decision(rows, decided, reason)
    for row in rows:
        row.recognised_by = "" if decided == WITHDRAWN else by.label
        row.reason = "" if decided in (AS_COMPUTED, WITHDRAWN) else reason.strip()
        row.recognised_class = row.computed_class if decided in (AS_COMPUTED, WITHDRAWN) else decided
    Outcome.objects.everywhere().bulk_update(
        rows, ["recognised_class", "reason", "recognised_by"], batch_size=500
    )
    by_dossier: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        by_dossier[row.dossier_id].append(row.household_id.hex)
    for pk, households in by_dossier.items():
        reclassify(campaign, dossiers[pk], households)
    places = {dossier.unit.code for dossier in dossiers.values()}
    note(
        subject=f"round:{campaign.pk}",
        place=places.pop() if len(places) == 1 else campaign.unit.code,
        households=len(rows),
        standard=campaign.standards[0],
        decided=decided,
    )
    return len(rows)


def _asked_for(campaign: Round, scope: Scope, outcomes: Sequence[int]) -> list[Outcome]:
    asked = Outcome.objects.within(scope).filter(
        pk__in=outcomes, dossier__round=campaign, standard=campaign.standards[0]
    )
    hold_dossiers(asked.values_list("dossier_id", flat=True).distinct())
    rows = list(asked.select_related("dossier__unit", "dossier__round"))
    if not rows or len(rows) != len(set(outcomes)):
        # Outcomes are renewed by each run: who selected before it selects again.
        raise NotFound(
            _("Kết quả vừa được tính lại hoặc không thuộc địa bàn này. Hãy tải lại danh sách rồi chọn lại."),
            code="no_such_outcome",
        )
    return rows


def _check_decision(rows: Sequence[Outcome], decided: str, reason: str) -> None:
    unseen = sum(row.answer_id is None for row in rows)
    if unseen:
        raise Refused(
            _("{count} hộ đã chọn chưa có phiếu của kỳ này. Hãy nhập phiếu trước, rồi công nhận.").format(
                count=unseen
            ),
            code="not_surveyed",
        )
    if decided == WITHDRAWN:
        return
    if decided == AS_COMPUTED:
        unclear = sum(row.computed_class == ListClass.UNDETERMINED.value for row in rows)
        if unclear:
            raise Refused(
                _(
                    "{count} hộ đã chọn chưa xác định được loại, không có kết quả để công nhận theo. Hãy bổ sung phiếu, hoặc "
                    "công nhận một loại kèm lý do."
                ).format(count=unclear),
                code="undetermined",
            )
        return
    if decided not in RECOGNISABLE:
        raise UnusableInput(_("Hãy chọn loại hộ được công nhận."))
    if not reason.strip():
        raise Refused(
            _("Công nhận khác kết quả tính cần một lý do. Hãy ghi rõ căn cứ."), code="reason_missing"
        )
