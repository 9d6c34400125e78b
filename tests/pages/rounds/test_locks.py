"""T4: approved means frozen, on every path: pages, commands, imports, jobs, bulk and plain updates, SQL as the application's role."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, models, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pages.conftest import COMMUNE
from tests.pages.rounds.conftest import household
from tests.reviews.conftest import home
from tests.roles import as_owner

from ansinh.datasets.models import Version, VersionPart
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused
from ansinh.reviews.models import Correction, Dossier, ListEntry, Outcome, Round
from ansinh.reviews.procedure.models import DossierMove
from ansinh.surveys.models import HouseholdAnswer, MemberAnswer
from ansinh.work.models import Job
from ansinh.work.worker import run_next

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]

# What is locked, and the column and value that each path tries to write.
TABLES: dict[str, tuple[type[models.Model], str, object]] = {
    "outcome": (Outcome, "opening_persons", 9),
    "answer": (HouseholdAnswer, "income_score", 1),
    "member": (MemberAnswer, "relation", "other"),
    "list entry": (ListEntry, "village", "Thôn 9"),
    "version": (Version, "digest", "0"),
    "dossier": (Dossier, "state", "open"),
    "round": (Round, "period", "2021"),
}


def _rows(model: type[models.Model]) -> models.QuerySet:
    rows = model._base_manager.all()
    if model is ListEntry:
        return rows.filter(version__isnull=False)
    if model is Dossier:
        return rows.filter(state="approved")
    if model is Version:
        return rows.filter(unit__code=COMMUNE)
    return rows


def _by_update(model, column, value) -> None:
    _rows(model).filter(pk=_rows(model).first().pk).update(**{column: value})


def _by_save(model, column, value) -> None:
    one = _rows(model).first()
    setattr(one, column, value)
    model._base_manager.bulk_update([one], [column])


def _by_sql(model, column, value) -> None:
    one = _rows(model).first()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", [value, one.pk])


def _by_delete(model, _column, _value) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [_rows(model).first().pk])


def _by_copy(model, _column, _value) -> None:
    """Another row beside it."""
    if model is Round:
        raise DatabaseError("a round beside an approved one changes nothing of it: not tried")
    one = _rows(model).first()
    one.pk = None
    one._state.adding = True
    for name, changed in {"revision": 9, "number": 9, "member_ref": "9", "source_ref": "9"}.items():
        if any(field.name == name for field in model._meta.fields):
            setattr(one, name, changed)
    model._base_manager.bulk_create([one])


PATHS: dict[str, Callable] = {
    "update": _by_update,
    "bulk update": _by_save,
    "sql": _by_sql,
    "delete": _by_delete,
    "insert": _by_copy,
}


def move(dossier: Dossier, state: str, **changed: object) -> None:
    """The row that says why, and the state: what a verb writes."""
    rows = Dossier.objects.everywhere().filter(pk=dossier.pk)
    before = rows.get().state
    if before != state:
        DossierMove.objects.everywhere().create(
            dossier=dossier,
            verb="approve",
            from_state=before,
            to_state=state,
            on=today(),
            at=now(),
            by="test",
        )
    rows.update(state=state, **changed)


def refused(path: Callable, model, column, value) -> bool:
    try:
        with transaction.atomic():
            path(model, column, value)
            connection.check_constraints()
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("what", TABLES)
def test_the_database_refuses(approved, what, path):
    model, column, value = TABLES[what]
    before = list(_rows(model).order_by("pk").values())
    assert before
    assert refused(PATHS[path], model, column, value)
    assert list(_rows(model).order_by("pk").values()) == before


def test_without_the_triggers_the_same_writes_pass(approved):
    """The control: the matrix above is refused by the triggers, and by nothing else that would hide their loss."""
    with as_owner(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal")
        for name, table in cursor.fetchall():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
        passed = [
            what
            for what, (model, column, value) in TABLES.items()
            if not refused(_by_sql, model, column, value)
        ]
    assert passed == list(TABLES)


def test_pages_refuse(approved, commune_officer, approver):
    where = f"{approved.at}/households/{household('poor').pk}/answers/save"
    outcome = Outcome.objects.everywhere().get(household__source_ref="poor", standard="vn-2022")
    before = list(Outcome.objects.everywhere().order_by("pk").values())
    told = [
        commune_officer.post(where, {"seen": "1", "reason": "sai", "h-toilet": "septic"}).status_code,
        commune_officer.post(
            f"{approved.at}/recognise",
            {"outcome": [outcome.pk], "decided": "not_poor", "reason": "sai", "confirmed": "1"},
        ).status_code,
        commune_officer.post(f"{approved.at}/reopen", {"place": COMMUNE, "reason": "sai"}).status_code,
    ]
    assert all(status in {403, 404, 409, 422} for status in told), told
    assert list(Outcome.objects.everywhere().order_by("pk").values()) == before


def test_commands_and_imports_refuse(approved, do, bring, write, survey):
    with pytest.raises((Refused, AssertionError)):
        do("run", "--round", "2022", "--area", COMMUNE)
    with pytest.raises(Refused, match="phê duyệt và niêm phong"):
        survey(home("poor", poor=False))
    assert HouseholdAnswer.objects.everywhere().filter(revision__gt=1).count() == 0


def test_a_job_refuses(approved, approver):
    approver.post(f"{approved.at}/classify", {"place": COMMUNE})
    run_next()
    asked = Job.objects.filter(kind="reviews.classify", user__isnull=False)
    assert not asked.filter(state=Job.State.DONE).exists()
    assert Dossier.objects.everywhere().get(unit__code=COMMUNE).state == "approved"


def test_only_a_recorded_correction_opens_and_it_opens_once(approved):
    dossier = Dossier.objects.everywhere().get(unit__code=COMMUNE)
    rows = Dossier.objects.everywhere().filter(pk=dossier.pk)
    Correction.objects.everywhere().create(
        dossier=dossier, number=1, reason="Đơn số 5", recorded_at=now(), recorded_by="chủ tịch"
    )
    assert refused(lambda *_: move(dossier, "open"), None, None, None)
    move(dossier, "open", openings=1)
    move(dossier, "classified")
    assert refused(lambda *_: move(dossier, "approved"), None, None, None)  # no second version yet
    assert refused(lambda *_: rows.update(openings=2), None, None, None)


def test_a_correction_is_not_written_for_later(classified):
    dossier = Dossier.objects.everywhere().get(unit__code=COMMUNE)

    def stored(*_given) -> None:
        Correction.objects.everywhere().create(
            dossier=dossier, number=1, reason="dự phòng", recorded_at=now(), recorded_by="x"
        )

    assert refused(stored, None, None, None)


# The states of one dossier against a model of what may be: any order of writes.
STEPS = st.lists(
    st.sampled_from(["approve", "seal", "open", "correct", "correct and open", "classify"]), max_size=12
)


class Model:
    """What may be done to a dossier, in ten lines of Python."""

    def __init__(self) -> None:
        self.state, self.openings, self.versions, self.corrections = "open", 0, 0, 0

    def may(self, step: str) -> bool:
        frozen = self.state == "approved"
        return {
            "approve": frozen or self.versions > self.openings,
            "seal": not frozen,
            "open": not frozen,
            "classify": not frozen,
            "correct": frozen and self.corrections == self.openings,
            "correct and open": frozen and self.corrections == self.openings,
        }[step]

    def does(self, step: str) -> None:
        if step == "approve":
            self.state = "approved"
        elif step == "seal":
            self.versions += 1
        elif step == "correct":
            self.corrections += 1
        elif step == "correct and open":
            self.corrections, self.openings, self.state = self.corrections + 1, self.openings + 1, "open"
        else:
            self.state = {"open": "open", "classify": "classified"}[step]


def _write(step: str, dossier: Dossier, model: Model) -> None:
    if step == "seal":
        _version(dossier, model.versions + 1)
    elif step in {"correct", "correct and open"}:
        Correction.objects.everywhere().create(
            dossier=dossier, number=model.openings + 1, reason="sửa", recorded_at=now(), recorded_by="x"
        )
        if step == "correct and open":
            move(dossier, "open", openings=model.openings + 1)
    else:
        move(dossier, {"approve": "approved", "open": "open", "classify": "classified"}[step])


def _version(dossier: Dossier, number: int) -> Version:
    return Version.objects.create(
        unit=dossier.unit,
        period="2022",
        list_year=2023,
        standard="vn-2022",
        number=number,
        as_of=today(),
        digest="d",
        folder=f"f{number}",
        households=0,
        members=0,
        reason="test",
        sealed_at=now(),
        sealed_by="test",
    )


def _follows_the_model(steps: list[str]) -> SimpleNamespace:
    from tests.households.making import unit

    count = SimpleNamespace(done=0, refused=0)
    with transaction.atomic():
        place = unit("93")
        campaign = Round.objects.create(
            unit=place,
            period="2022",
            list_year=2023,
            as_of=today(),
            standards=["vn-2022"],
            opened_at=now(),
            opened_by="x",
        )
        dossier, model = Dossier.objects.everywhere().create(round=campaign, unit=place), Model()
        for step in steps:
            said_no = refused(lambda *_, step=step: _write(step, dossier, model), None, None, None)
            assert said_no is not model.may(step), (step, vars(model))
            if not said_no:
                model.does(step)
            count.done += not said_no
            count.refused += said_no
        transaction.set_rollback(True)
    return count


@pytest.mark.parametrize(
    "examples", [pytest.param(100, id="ci"), pytest.param(1000, id="long", marks=pytest.mark.long)]
)
def test_any_order_of_writes_ends_as_the_model_says(examples):
    told = SimpleNamespace(done=0, refused=0)

    @settings(max_examples=examples)
    @given(STEPS)
    def sequences(steps: list[str]) -> None:
        count = _follows_the_model(steps)
        told.done, told.refused = told.done + count.done, told.refused + count.refused

    sequences()
    print(f"T4 {connection.vendor}: {examples} sequences, {told.done} writes done, {told.refused} refused")
    assert told.refused > 0


def test_a_higher_place_is_sealed_only_with_every_commune_and_names_each(classified, do):
    """Levels in order: the district of one classified and many unclassified communes is refused, the commune alone is not."""
    with pytest.raises((Refused, AssertionError)):
        do("approve", "--round", "2022", "--area", "311")
    assert not VersionPart.objects.exists()
