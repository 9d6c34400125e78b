"""What only a verb may do, the database itself refuses; also after its tables were altered."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone
from tests.households.making import household, unit
from tests.roles import as_owner
from tests.rows import least_row

from ansinh.accounts.actor import SYSTEM
from ansinh.audit.models import Event, Seal
from ansinh.datasets.models import Version, VersionPart
from ansinh.grievances.actions import receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.grievances.models import GrievanceMove
from ansinh.kernel.dates import now, today
from ansinh.kernel.triggers import AppendOnly, Frozen, guarded_models, missing_triggers, take_triggers_off
from ansinh.outreach.models import (
    AwardFile,
    FundUse,
    FundYear,
    Gift,
    Message,
    Participant,
    Pledge,
    Receipt,
    StaffPosting,
    TakenFile,
)
from ansinh.papers.models import RegisterAdvance
from ansinh.places.models import Boundary, Designation, Population
from ansinh.plans.models import Reading
from ansinh.reviews.models import Correction, Dossier, ListEntry, Round
from ansinh.reviews.procedure.models import DossierMove, Opinion, Posting
from ansinh.standards.models import LocalStandard, ScoreRow
from ansinh.support.models import GapAnswer, HousingMoney, LoanAnswer, LoanList, PayDeduction, SettledSpan

pytestmark = pytest.mark.django_db


FROZEN = [
    model
    for model in guarded_models()
    if any(isinstance(trigger, AppendOnly | Frozen) for trigger in model.triggers)
]


# What a table takes no row without.
TELLING: dict[type[models.Model], dict[str, object]] = {
    DossierMove: {"from_state": "open", "to_state": "surveying"},
    RegisterAdvance: {"after": 1, "until": 2},
    Posting: {"removed_on": today()},
    PayDeduction: {"taken": 1},
    SettledSpan: {"sex": "f"},
    HousingMoney: {"labour_days": 1},
    Reading: {"value": 1, "unmeasured": ""},
    GapAnswer: {"agency": "tax_office", "due": today()},
    Boundary: {"west": 102, "south": 8, "east": 110, "north": 23, "points": 3},
    FundYear: {"closed_at": now()},
    Pledge: {"withdrawn_at": now(), "closed_by": ""},
    Receipt: {"withdrawn_at": now(), "closed_by": ""},
    TakenFile: {"withdrawn_at": now(), "rows": 1},
    FundUse: {"state": "refused", "decided_at": now(), "closed_by": ""},
    Gift: {"value": 1, "withdrawn_at": now()},
    Message: {"withdrawn_at": now()},
    StaffPosting: {"valid_until": today()},
    Participant: {"withdrawn_at": now()},
    AwardFile: {"state": "withdrawn", "appraised_by": ""},
    Opinion: {"answered_on": today(), "verdict": "agreed", "answered_by": "test"},
}


def one_row(model: type[models.Model]) -> models.Model:
    """A row of a guarded table."""
    if model is Event:
        return Event.objects.create(
            at=now(), name="test", actor_kind="system", actor_ref="system", actor_label="system"
        )
    if model is Seal:
        return Seal.objects.create(
            first_id=1, last_id=1, count=1, root="r", head="h", signature="s", sealed_at=timezone.now()
        )
    if model is Population:
        return Population.objects.create(
            unit=unit("91"), date=today(), source="test", recorded_at=now(), recorded_by="test"
        )
    if model is Designation:
        return Designation.objects.create(
            unit=unit("91"),
            kind="poor_commune",
            holds=True,
            valid_from=today(),
            source="test",
            recorded_at=now(),
            recorded_by="test",
        )
    if model is Version:
        return version(1)
    if model is VersionPart:
        return VersionPart.objects.create(whole=version(1), part=version(2))
    if model is LocalStandard:
        return LocalStandard.objects.create(
            unit=unit("91"),
            place_code="91",
            base="vn-2022",
            act="NQ mẫu",
            recorded_at=now(),
            recorded_by="test",
        )
    if model is ScoreRow:
        return ScoreRow.objects.create(
            standard="vn-2022",
            region="r",
            item="i",
            option="o",
            points=1,
            source="test",
            checksum="c",
            recorded_at=now(),
            recorded_by="test",
        )
    if model is Correction:
        return Correction.objects.everywhere().create(
            dossier=approved_dossier(), number=1, reason="test", recorded_at=now(), recorded_by="test"
        )
    if model is GrievanceMove:
        asked = receive_request(
            unit=unit("91001", parent=unit("91")),
            kind=GrievanceKind.OBJECTION,
            channel=Channel.DESK,
            asker_name="x",
            content="x",
            by=SYSTEM,
        )
        return asked.moves.model.objects.everywhere().get(grievance=asked)
    if model is ListEntry:
        return list_entry(version(1))
    place = unit("91")
    home = household(place)
    # Of a policy for households the beneficiary is the household.
    given = {"unit": place, "household": home, "beneficiary": home.pk, **TELLING.get(model, {})}
    if model is LoanAnswer:
        asked = least_row("support.LoanRequest", given)
        LoanList.objects.everywhere().filter(pk=asked.list_id).update(state="confirmed", decided_by="test")
        given |= {"request": asked, "verdict": "refused", "reason": "test"}
    return least_row(model._meta.label, given)


def list_entry(sealed: Version | None) -> ListEntry:
    home = household(None)
    return ListEntry.objects.create(
        household=home,
        list_year=2023,
        standard="vn-2022",
        list_class="poor",
        version=sealed,
        recorded_at=now(),
        recorded_by="test",
    )


def version(number: int) -> Version:
    place = Version.objects.first().unit if number > 1 else unit("92")
    return Version.objects.create(
        unit=place,
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


def approved_dossier() -> Dossier:
    sealed = version(1)
    campaign = Round.objects.create(
        unit=sealed.unit,
        period=sealed.period,
        list_year=2023,
        as_of=today(),
        standards=["vn-2022"],
        opened_at=now(),
        opened_by="test",
    )
    dossier = Dossier.objects.everywhere().create(round=campaign, unit=sealed.unit)
    DossierMove.objects.everywhere().create(
        dossier=dossier,
        verb="approve",
        from_state="open",
        to_state="approved",
        on=today(),
        at=now(),
        by="test",
    )
    Dossier.objects.everywhere().filter(pk=dossier.pk).update(state="approved")
    return dossier


def refused(statement: str) -> bool:
    try:
        # The application's role has no right to it anyway (tests/config/test_two_roles): here it is the trigger that refuses.
        with as_owner(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return any(word in str(error) for word in (": append_only", ": frozen", ": closed_stays", ": stays"))
    return False


def triggers_there() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("model", FROZEN, ids=lambda model: model._meta.label)
def test_a_guarded_row_is_neither_updated_nor_deleted(model):
    row, table = one_row(model), model._meta.db_table
    assert refused(f"UPDATE {table} SET id = id WHERE id = {row.pk}")
    assert refused(f"DELETE FROM {table} WHERE id = {row.pk}")
    assert model._base_manager.filter(pk=row.pk).count() == 1


def test_an_entry_of_no_version_is_not_frozen_yet():
    row = list_entry(None)
    assert not refused(f"UPDATE reviews_listentry SET village = 'x' WHERE id = {row.pk}")


def test_the_log_and_the_versions_are_guarded():
    assert {Event, Seal, Version, VersionPart, Population} <= set(guarded_models())


@pytest.mark.django_db(transaction=True)
def test_altered_tables_are_guarded_again_after_migrating():
    """On SQLite an altered table is made anew, and its triggers are lost until the end of ``migrate``."""
    with as_owner():
        alter_every_table()
        if connection.vendor == "sqlite":
            assert triggers_there() == 0, "nothing took the triggers off: then this test proves nothing"
        try:
            call_command("migrate", verbosity=0)
            assert missing_triggers() == []
            for model in FROZEN:
                with transaction.atomic():
                    row, table = one_row(model), model._meta.db_table
                    assert refused(f"UPDATE {table} SET id = id WHERE id = {row.pk}"), table
                    assert refused(f"DELETE FROM {table} WHERE id = {row.pk}"), table
                    transaction.set_rollback(True)
        finally:
            every_trigger_off()
            assert missing_triggers() != []
            call_command("flush", verbosity=0, interactive=False)
            call_command("migrate", verbosity=0)


def alter_every_table() -> None:
    # As ``migrate`` does: triggers of other tables may ask the one that is gone for a moment.
    take_triggers_off()
    for model in FROZEN:
        field = models.IntegerField(default=0)
        field.set_attributes_from_name("altered_for_the_test")
        with connection.schema_editor() as editor:
            editor.add_field(model, field)
            editor.remove_field(model, field)


def every_trigger_off() -> None:
    take_triggers_off()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal")
            for name, table in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name} ON {table}")
