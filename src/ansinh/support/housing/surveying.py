"""Who lacks a house, and what a visit found: the survey from which the list of a commune is made."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import IntegrityError, transaction

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household
from ansinh.households.officers import check_not_close
from ansinh.households.policies import check_living
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.catalogue.numbers import behind, number
from ansinh.support.catalogue.policy import Policy, Rule
from ansinh.support.delivery.policies import check_proposes
from ansinh.support.entitling.entitlements import entitlements_from
from ansinh.support.entitling.one import missing_words
from ansinh.support.entitling.reading import Known, known_of
from ansinh.support.housing.priorities import OTHER, groups_of, place_of
from ansinh.support.housing.programmes import covers
from ansinh.support.models import HousingProgramme, HousingWork
from ansinh.support.models.housing_enums import DwellingState, WorkKind, WorkState

ENTITLED, UNKNOWN, NOT_ENTITLED, NOT_COMPUTED = "entitled", "unknown", "not_entitled", "not_computed"


@dataclass(frozen=True)
class Standing:
    """What the rules say of a household under a programme's policy. ``not_computed``: the policy has no rule to run."""

    state: str
    rule: Rule | None = None
    missing: tuple[str, ...] = ()


def lacking(units: Collection[int], programme: HousingProgramme, on: date) -> pl.DataFrame:
    """The households at communes (ids) that lack a house as far as anybody knows and have no work yet, the first of the order first:
    ``household_id`` (hex) ``, unit_id, village, class, deprived`` (1, 0, null: nobody knows) ``, needed`` (a need of the policy is
    recorded) ``, aided_before`` (1, 0, null) ``, wanted`` (new, repair, null) ``, state`` (of ``Standing``) ``, missing, group, place``.

    In it are those whose house the review found lacking, those with a need, and those the rules entitle. Who is aided before stays
    in the list and says so.
    """
    known = known_of(sorted(units), on)
    policy = policy_in_use(programme.policy)
    found = entitlements_from(known, [policy]).select("household_id", "state", "missing")
    needs = known.needs.filter(pl.col("policy") == policy.code)["household_id"].unique()
    groups = groups_of(known)
    rows = known.households.join(found, on="household_id", how="left").select(
        "household_id",
        "unit_id",
        "village",
        "class",
        pl.col("deprived_housing_quality").alias("deprived"),
        pl.col("household_id").is_in(needs.implode()).alias("needed"),
        pl.col("housing_aided_before").alias("aided_before"),
        pl.col("housing_work").alias("wanted"),
        pl.col("state").fill_null(NOT_ENTITLED if policy.law else NOT_COMPUTED),
        pl.col("missing").fill_null(""),
        pl.col("household_id").replace_strict(groups, default=OTHER, return_dtype=pl.String).alias("group"),
    )
    rows = rows.filter((pl.col("deprived") == 1) | pl.col("needed") | (pl.col("state") == ENTITLED))
    live = HousingWork.objects.everywhere().exclude(state=WorkState.WITHDRAWN.value)
    ids = {key.hex for key in live.filter(unit_id__in=units).values_list("household_id", flat=True)}
    place = pl.col("group").map_elements(place_of, return_dtype=pl.Int64).alias("place")
    return (
        rows.filter(~pl.col("household_id").is_in(sorted(ids)))
        .with_columns(place)
        .sort("place", "village", "household_id")
    )


def standing_of(home: Household, policy: Policy, on: date) -> tuple[Standing, Known]:
    """What the rules say of one household on a day, and what is known of it then."""
    known = known_of([home.unit_id] if home.unit_id else [], on, only=[home.pk.hex])
    if not policy.law:
        return Standing(NOT_COMPUTED), known
    rows = entitlements_from(known, [policy]).to_dicts()
    if not rows:
        return Standing(NOT_ENTITLED), known
    row = rows[0]
    rule = next((one for one in policy.rules if one.id == row["rule"]), None)
    return Standing(row["state"], rule, tuple(name for name in row["missing"].split(";") if name)), known


def granted_by(standing: Standing, programme: HousingProgramme, kind: WorkKind, on: date) -> int | None:
    """The aid in đồng for a house to build or repair: by the rule, else by the programme's act; nothing where neither says."""
    amount = standing.rule.amount if standing.state == ENTITLED and standing.rule else None
    if amount is not None and amount.number:
        rows = number(behind(amount.number, amount.by).get(kind.value if amount.by else "", "")).rows_on(on)
        return int(rows[0].parameter.value) if rows else None
    return programme.new_amount if kind is WorkKind.NEW else programme.repair_amount


@action(EventName.HOUSING_SURVEYED)
def survey_dwelling(
    *,
    household: Household,
    programme: HousingProgramme,
    kind: WorkKind,
    dwelling: DwellingState,
    surveyed_on: date,
    finding: str,
    by: Actor,
    ground: str = "",
    cost: int | None = None,
    again: str = "",
    replaces: HousingWork | None = None,
) -> HousingWork:
    """Write down what a visit found of a household's house: a work that waits for the list of the commune.

    ``ground``: why the household belongs to the programme, in words; needed where the policy has no rule to run, else the rule
    stands. ``again``: why a household that was aided before is aided again. ``replaces``: a withdrawn work of the same
    programme and commune whose place it takes.

    Raises ``Refused`` without the right, for the own household, outside of the programme's place, for who is not entitled, for who
    was aided before without a reason, or has a work already; ``UnusableInput`` for days and texts that do not fit.
    """
    check_proposes(by, household.unit_id)
    check_living(household)
    check_not_close([household.pk], by)
    if not covers(programme, household):
        raise Refused(
            _("Hộ không ở địa bàn của chương trình này. Hãy chọn chương trình của nơi hộ ở."),
            code="other_place",
        )
    if surveyed_on > today() or surveyed_on < programme.begins_on:
        raise UnusableInput(
            _("Ngày khảo sát phải từ ngày chương trình bắt đầu ({day}) đến hôm nay.").format(
                day=shown_date(programme.begins_on)
            ),
            code="day_outside",
        )
    if not clean(finding):
        raise UnusableInput(_("Hãy ghi hiện trạng nhà đã thấy."), code="no_finding")
    _check_replaced(replaces, programme, household)
    standing, known = standing_of(household, policy_in_use(programme.policy), surveyed_on)
    told = _ground(standing, ground)
    _check_aided(known, again)
    group = groups_of(known).get(household.pk.hex, OTHER)
    try:
        with transaction.atomic():
            made = HousingWork.objects.create(
                programme=programme,
                policy=programme.policy,
                household=household,
                unit_id=household.unit_id,
                village=household.village,
                kind=kind.value,
                dwelling=dwelling.value,
                surveyed_on=surveyed_on,
                surveyed_at=now(),
                surveyed_by=by.label,
                finding=clean(finding)[:300],
                ground=told,
                computed=standing.state == ENTITLED,
                priority=place_of(group),
                priority_group=group,
                granted=granted_by(standing, programme, kind, surveyed_on),
                cost=cost,
                again=clean(again)[:300],
                replaces=replaces,
                state=WorkState.SURVEYED.value,
                state_on=surveyed_on,
            )
    except IntegrityError as failure:
        raise housed_before() from failure
    note(
        subject=f"household:{household.pk}", programme=programme.pk, policy=programme.policy, kind=kind.value
    )
    return made


def housed_before() -> Refused:
    """What a person is told where the database holds another work of the household, or of one it was one with."""
    return Refused(
        _(
            "Hộ này, hoặc hộ đã nhập vào hay tách ra từ hộ này, đã có nhà được hỗ trợ hoặc đang làm; mỗi hộ chỉ được hỗ trợ nhà ở một "
            "lần. Nếu được hỗ trợ lại (thiên tai làm mất nhà, đã quá thời hạn theo văn bản), hãy ghi rõ lý do; nếu lần trước ghi "
            "nhầm, hãy rút lần ấy trước."
        ),
        code="housed_before",
    )


def _check_replaced(replaces: HousingWork | None, programme: HousingProgramme, home: Household) -> None:
    if replaces is None:
        return
    if replaces.state != WorkState.WITHDRAWN.value or replaces.programme_id != programme.pk:
        raise Refused(
            _("Chỉ thay được một hộ đã rút khỏi danh sách của cùng chương trình."), code="not_withdrawn"
        )
    if replaces.unit_id != home.unit_id:
        raise Refused(_("Hộ thay phải ở cùng xã với hộ đã rút."), code="other_place")


def _ground(standing: Standing, ground: str) -> str:
    """By what the household belongs to the programme. Raises where it does not, or nobody can say."""
    if standing.state == NOT_ENTITLED:
        raise Refused(
            _(
                "Theo quy tắc của chính sách, hộ không thuộc diện vào ngày khảo sát (diện hộ, nhà ở, nhu cầu…). Hãy xem lý do ở trang hỗ "
                "trợ của hộ; nếu dữ liệu sai, hãy sửa ở đó trước."
            ),
            code="not_entitled",
        )
    if standing.state == UNKNOWN:
        listed = "; ".join(missing_words(name) for name in standing.missing)
        raise Refused(
            _(
                "Chưa rõ hộ có thuộc diện không, còn thiếu: {missing}. Hãy ghi những điều ấy rồi khảo sát lại."
            ).format(missing=listed),
            code="not_known",
        )
    if standing.rule is not None:
        return standing.rule.id
    if not clean(ground):
        raise UnusableInput(
            _(
                "Chính sách này chưa có quy tắc để máy xét: hãy ghi hộ thuộc đối tượng nào, theo điều khoản nào."
            ),
            code="no_ground",
        )
    return clean(ground)[:160]


def _check_aided(known: Known, again: str) -> None:
    rows = known.households
    told = "housing_aided_before" in rows.columns and (rows["housing_aided_before"] == 1).any()
    if told and not clean(again):
        raise housed_before()
