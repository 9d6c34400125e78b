"""Everything held about one person: refusals, every table reached or exempt with a reason, a canary in every column."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from django.apps import apps
from django.db import connection, models
from tests.households.making import household, unit
from tests.pages.conftest import COMMUNE, NEXT_DOOR, THEN

from ansinh.accounts.actor import SYSTEM
from ansinh.accounts.models import User
from ansinh.audit.models import Event
from ansinh.datasets.files import write_version
from ansinh.datasets.models import Version
from ansinh.grievances.actions import receive_request, withdraw_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.grievances.models import Grievance
from ansinh.households.models import Household, Membership, Person
from ansinh.kernel.dates import now
from ansinh.kernel.identifiers import mint_id
from ansinh.kernel.triggers import install_triggers, take_triggers_off
from ansinh.places.queries import unit_at
from ansinh.portal.subjects.gathering import as_frame, as_json, everything_about
from ansinh.portal.subjects.reach import BY_NAME, EXEMPT, is_personal, our_models, way_to

pytestmark = pytest.mark.django_db
# Rows of these cannot be made here: their content is found by other rows, or lies in files.
NOT_MADE = {"audit.Event", "papers.Paper", "households.ChangedRow", "households.RegistryChange"}


def asked(kind: GrievanceKind = GrievanceKind.DATA_SEE, **more) -> Grievance:
    place = unit_at(COMMUNE, THEN)
    home = household(place, "Hoàng Văn Em", "Vũ Thị Giang", village="Thôn 1")
    person = Membership.objects.everywhere().filter(household=home).order_by("pk").first().person
    named = {
        "unit": place,
        "kind": kind,
        "channel": Channel.DESK,
        "asker_name": "Hoàng Văn Em",
        "content": "Xin xem dữ liệu",
        "household": home,
        "person": person,
        "by": SYSTEM,
    }
    return receive_request(**named | more)


def give(client, row: Grievance, **more):
    return client.post(f"/requests/{row.pk}/data", {"reason": "trao tay tại xã", "shape": "json"} | more)


def test_next_door_there_is_no_such_request(signed_in, country):
    row = asked()
    assert give(signed_in("commune_officer", NEXT_DOOR), row).status_code == 404


def test_only_for_an_open_request_about_ones_own_data(commune_officer):
    other = asked(GrievanceKind.OBJECTION)
    assert give(commune_officer, other).status_code == 409
    nobody = asked(person=None)
    assert give(commune_officer, nobody).status_code == 409
    ended = asked()
    withdraw_request(grievance=ended, reason="rút", by=SYSTEM)
    assert give(commune_officer, ended).status_code == 409


def test_who_takes_in_no_requests_gives_nothing_out(signed_in, country):
    row = asked()
    assert give(signed_in("commune_chair", COMMUNE), row).status_code == 403


def test_without_a_reason_nothing_goes_out(commune_officer):
    row = asked()
    answer = give(commune_officer, row, reason=" ")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert not Event.objects.filter(name="portal.subject_exported").exists()


@pytest.mark.parametrize("shape", ["json", "xlsx"])
def test_the_file_is_noted_with_its_reason_and_its_digest(shape, commune_officer):
    row = asked()
    answer = give(commune_officer, row, shape=shape)
    assert answer.headers["Content-Disposition"].endswith(f'.{shape}"')
    event = Event.objects.get(name="portal.subject_exported")
    assert (event.reason, event.subject) == ("trao tay tại xã", f"person:{row.person_id}")
    assert event.facts["rows"] > 3
    assert len(event.facts["digest"]) == 64


def test_every_table_with_personal_fields_is_reached_or_exempt_with_a_reason():
    nowhere = [
        model._meta.label
        for model in our_models()
        if is_personal(model) and way_to(model) is None and model._meta.label not in EXEMPT
    ]
    assert nowhere == []
    assert all(str(reason) for reason in EXEMPT.values())


def test_a_table_that_nobody_thought_of_is_found_missing():
    """The control: a table with personal fields and no way to a person."""

    class Forgotten(models.Model):
        full_name = models.CharField(max_length=10)
        personal = {"full_name"}

        class Meta:
            app_label = "portal"
            managed = False

    assert is_personal(Forgotten)
    assert way_to(Forgotten) is None
    assert Forgotten._meta.label not in EXEMPT
    del apps.all_models["portal"]["forgotten"]
    apps.clear_cache()


class Maker:
    """Makes a row of any table about one person: keys to the person and the household, a canary in every text."""

    def __init__(self, person: Person, home: Household) -> None:
        self.person, self.home = person, home
        self.canaries: dict[str, str] = {}
        self.made: dict[type[models.Model], models.Model] = {
            Person: person,
            Household: home,
            Membership: Membership.objects.everywhere().get(person=person),
        }

    def row(self, model: type[models.Model]) -> models.Model:
        """The row of a table, made once."""
        if model not in self.made:
            values = {field.attname: self.value(model, field) for field in model._meta.concrete_fields}
            values = {name: value for name, value in values.items() if value is not _LEFT}
            one = model(**values)
            model._base_manager.bulk_create([one])
            self.made[model] = one
        return self.made[model]

    def value(self, model: type[models.Model], field: models.Field) -> Any:
        if isinstance(field, models.GeneratedField | models.AutoField):
            return _LEFT
        if field.is_relation:
            if field.related_model is model:
                return None
            if field.related_model is User and field.null:
                return None
            if field.related_model._meta.label == "places.Unit":
                return self.home.unit_id
            return self.row(field.related_model).pk
        if isinstance(field, models.UUIDField):
            return mint_id()
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, models.CharField | models.TextField):
            return self.canary(model, field)
        return _OF_TYPE[next(kind for kind in _OF_TYPE if isinstance(field, kind))]

    def canary(self, model: type[models.Model], field: models.Field) -> str:
        if (field.max_length or 99) < 8:
            return ""
        text = f"QZ{len(self.canaries):04d}"
        self.canaries[text] = f"{model._meta.label}.{field.name}"
        return text


_LEFT = object()
_OF_TYPE: dict[type, Any] = {
    models.DateTimeField: datetime(2024, 5, 6, tzinfo=UTC),
    models.DateField: date(2024, 5, 6),
    models.BooleanField: False,
    models.IntegerField: 1,
    models.FloatField: 1.0,
    models.DecimalField: Decimal(1),
    models.JSONField: {},
    models.BinaryField: b"x",
    models.TimeField: None,
}


@pytest.fixture
def unguarded():
    """Rows are made as tables allow: no triggers and no checks, which is for tables to refuse and not for this test."""
    if connection.vendor != "sqlite":
        pytest.skip("rows without their checks can be made on SQLite only; what is read is the same")
    take_triggers_off()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    install_triggers()


def test_a_person_with_a_canary_in_every_table_comes_out_whole(unguarded):
    place = unit("Z1001", parent=unit("Z1"))
    home = household(place, "Hoàng Canary", "Người Khác", village="Thôn 1")
    person = Person.objects.get(full_name="Hoàng Canary")
    maker = Maker(person, home)
    about = [
        model for model in our_models() if way_to(model) is not None and model._meta.label not in NOT_MADE
    ]
    for model in about:
        maker.row(model)
    sealed = maker.made[Version]
    write_version(
        sealed.folder,
        {
            "outcomes": pl.DataFrame({"household_id": [home.pk.hex], "reason": ["QZ sealed household"]}),
            "members": pl.DataFrame(
                {"person": [person.pk.hex, "x"], "full_name": ["QZ sealed member", "Other"]}
            ),
        },
    )
    told = json.loads(as_json(everything_about(person), date(2026, 1, 5)))
    reached = {one["table"] for one in told["tables"]}
    assert {model._meta.label for model in about} - reached == set()
    said = json.dumps(told, ensure_ascii=False)
    ours = {model._meta.label for model in about}
    lost = [
        where
        for canary, where in maker.canaries.items()
        if where.rpartition(".")[0] in ours and canary not in said and not where.endswith(".content_digest")
    ]
    assert lost == []
    assert all(one in said for one in ("Hoàng Canary", "QZ sealed household", "QZ sealed member"))
    assert "Other" not in said


def test_what_is_of_others_stays_out(commune_officer):
    row = asked()
    neighbour = household(row.unit, "Trần Canary Láng", village="Thôn 1")
    told = give(commune_officer, row).content.decode()
    assert "Hoàng Văn Em" in told
    assert "Canary" not in told
    assert neighbour.pk.hex not in told
    # The other member is a person of their own: no row of hers is in it.
    assert "Vũ Thị Giang" not in told


def test_who_left_a_household_gets_no_more_of_it(db):
    place = unit("Z1001", parent=unit("Z1"))
    old = household(place, "Chủ Cũ", "Người Đi")
    person = Person.objects.get(full_name="Người Đi")
    Membership.objects.everywhere().filter(person=person).update(valid_until=date(2024, 1, 1))
    new = household(place, "Chủ Mới")
    Membership.objects.create(
        household=new, person=person, member_ref="9", recorded_at=now(), recorded_by="test"
    )
    said = as_json(everything_about(person), date(2026, 1, 5)).decode()
    assert "Chủ Mới" in said
    assert "Chủ Cũ" not in said
    assert old.pk.hex in said


def test_the_sheet_is_read_from_above(db):
    place = unit("Z1001", parent=unit("Z1"))
    household(place, "Hoàng Văn Em", village="Thôn 1")
    frame = as_frame(everything_about(Person.objects.get()))
    assert frame.columns == ["Nhóm dữ liệu", "Dòng", "Mục", "Giá trị"]
    assert "Hoàng Văn Em" in frame["Giá trị"].to_list()


def test_no_table_is_both_asked_and_exempt():
    assert set(BY_NAME) & set(EXEMPT) == set()
