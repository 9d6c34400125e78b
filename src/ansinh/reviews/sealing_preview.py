"""What an approval would seal, and what would refuse it: shown before anybody decides."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, Sum

from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.reviews.enums import KEPT, UNCLASSIFIED, DossierState, ListClass
from ansinh.reviews.enums import Movement as M
from ansinh.reviews.models import Dossier, Outcome, Round
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import step_of
from ansinh.reviews.progress import CommuneProgress, progress_of

_POOR = {ListClass.POOR.value, ListClass.POOR_INCOME.value, ListClass.POOR_DEPRIVATION.value}
# Official forms 2 and 3: what leaves a list and what comes onto it, in the order of their columns.
OUT = {
    "poor": (M.POOR_TO_NEAR, M.POOR_OUT, M.OTHER_OUT),
    "near_poor": (M.NEAR_TO_POOR, M.NEAR_OUT, M.OTHER_OUT),
}
IN = {
    "poor": (M.NEAR_TO_POOR, M.RELAPSE_POOR, M.NEW_POOR, M.OTHER_IN),
    "near_poor": (M.POOR_TO_NEAR, M.RELAPSE_NEAR, M.NEW_NEAR, M.OTHER_IN),
}


@dataclass(frozen=True)
class Flow:
    """One list: households at the opening, those that leave and come by movement, at the closing."""

    name: str
    opening: int
    out: Mapping[str, int]
    into: Mapping[str, int]
    closing: int

    @property
    def expected(self) -> int:
        """The closing that opening and movements lead to."""
        return self.opening - sum(self.out.values()) + sum(self.into.values())

    @property
    def closes(self) -> bool:
        return self.expected == self.closing


@dataclass(frozen=True)
class Preview:
    """One standard of a place's open dossiers: ``classes`` maps a recognised class to households and persons."""

    standard: str
    classes: Mapping[str, tuple[int, int]]
    flows: tuple[Flow, ...]
    undetermined: int
    kept: int
    differing: int
    recognised: int
    gone: int


@dataclass(frozen=True)
class WhatWouldBeSealed:
    """``faults`` refuse the approval; each says what to do. ``again``: communes sealed before and opened for a correction."""

    unit: Unit
    communes: Sequence[CommuneProgress]
    previews: Sequence[Preview]
    faults: Sequence[str]
    again: Sequence[str] = field(default=())

    @property
    def to_seal(self) -> list[CommuneProgress]:
        return [one for one in self.communes if one.state != DossierState.APPROVED.value]


def what_would_be_sealed(
    campaign: Round, unit: Unit, dossiers: Sequence[Dossier], *, verb: Verb = Verb.APPROVE
) -> WhatWouldBeSealed:
    """The dossiers of a round under ``unit`` (reached through a scope before) as an approval would find them; with another
    ``verb`` as the step of that name before it would."""
    under = [one for one in dossiers if one.unit_id == unit.pk or one.unit.path.startswith(unit.path)]
    communes = progress_of(campaign, under)
    todo = [one.pk for one in under if one.state != DossierState.APPROVED.value]
    previews = [_preview(code, todo) for code in campaign.standards] if todo else []
    again = [one.unit.name for one in communes if one.version and one.state != DossierState.APPROVED.value]
    return WhatWouldBeSealed(unit, communes, previews, _faults(communes, previews, verb), again)


def _preview(standard: str, dossiers: Sequence[int]) -> Preview:
    open_question = Q(computed_class=ListClass.UNDETERMINED.value, recognised_by="")
    rows = list(
        Outcome.objects.everywhere()
        .filter(dossier__in=dossiers, standard=standard)
        .order_by()
        .values("opening_class", "recognised_class", "movement", here=Q(answer_id__isnull=False))
        .annotate(
            homes=Count("id"),
            people=Sum("persons"),
            open_questions=Count("id", filter=open_question),
            kept=Count("id", filter=open_question & Q(reason=KEPT)),
            by_hand=Count("id", filter=~Q(recognised_by="")),
            differing=Count("id", filter=~Q(recognised_by="") & ~Q(recognised_class=F("computed_class"))),
        )
    )
    classes: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row["here"]:
            homes, people = classes.get(row["recognised_class"], (0, 0))
            classes[row["recognised_class"]] = homes + row["homes"], people + (row["people"] or 0)
    return Preview(
        standard,
        {name.value: classes[name.value] for name in ListClass if name.value in classes},
        (_flow("poor", rows), _flow("near_poor", rows)),
        sum(row["open_questions"] - row["kept"] for row in rows),
        sum(row["kept"] for row in rows),
        sum(row["differing"] for row in rows),
        sum(row["by_hand"] for row in rows),
        sum(row["homes"] for row in rows if not row["here"]),
    )


def _list_of(name: str) -> str:
    return "poor" if name in _POOR else name


def _flow(name: str, rows: Sequence[Mapping]) -> Flow:
    opening, closing = 0, 0
    out: dict[str, int] = defaultdict(int)
    into: dict[str, int] = defaultdict(int)
    for row in rows:
        opened = row["opening_class"] == name
        closed = row["here"] and _list_of(row["recognised_class"]) == name
        opening += row["homes"] if opened else 0
        closing += row["homes"] if closed else 0
        if opened and row["movement"] in OUT[name]:
            out[row["movement"]] += row["homes"]
        if closed and row["movement"] in IN[name]:
            into[row["movement"]] += row["homes"]
    return Flow(
        name,
        opening,
        {movement.value: out[movement.value] for movement in OUT[name]},
        {movement.value: into[movement.value] for movement in IN[name]},
        closing,
    )


def _faults(communes: Sequence[CommuneProgress], previews: Sequence[Preview], verb: Verb) -> list[str]:
    """What would refuse the approval, in words; the actions check the same things."""
    faults = []
    unclassified = [one.unit.name for one in communes if one.state in UNCLASSIFIED]
    if unclassified:
        faults.append(
            _("Chưa phân loại: {places}. Hãy chạy phân loại trước.").format(places=_some(unclassified))
        )
    early = [
        one.unit.name
        for one in communes
        if one.state not in (*UNCLASSIFIED, DossierState.APPROVED.value)
        and step_of(one.dossier, Verb.APPROVE) is None
    ]
    if early and verb is Verb.APPROVE:
        faults.append(
            _(
                "Chủ tịch Ủy ban nhân dân cấp xã chưa quyết định công nhận: {places}. Hãy đi hết các bước của quy trình ở trang "
                "hồ sơ của xã trước."
            ).format(places=_some(early))
        )
    stale = [one.unit.name for one in communes if one.stale and one.state != DossierState.APPROVED.value]
    if stale:
        faults.append(
            _("Phiếu được nhập hoặc sửa sau lần phân loại: {places}. Hãy chạy phân loại lại.").format(
                places=_some(stale)
            )
        )
    waiting = [
        _("{place}: {count} hộ").format(place=one.unit.name, count=one.not_reviewed)
        for one in communes
        if one.not_reviewed and one.state != DossierState.APPROVED.value
    ]
    if waiting:
        faults.append(
            _(
                "Hộ trong danh sách cũ chưa được rà soát: {places}. Hãy nhập phiếu của hộ, hoặc ghi biến động nói rõ hộ đã đi đâu."
            ).format(places=_some(waiting))
        )
    if previews and not all(flow.closes for flow in previews[0].flows):
        faults.append(_("Số đầu kỳ cộng trừ biến động không bằng số cuối kỳ. Hãy chạy phân loại lại."))
    return faults


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:8])
    return (
        shown if len(names) <= 8 else _("{names} và {more} xã khác").format(names=shown, more=len(names) - 8)
    )
