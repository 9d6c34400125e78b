"""Many rows at once: the same rows on both databases."""

from datetime import UTC, date, datetime
from uuid import uuid4

import polars as pl
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from tests.households.making import household, person, unit

from ansinh.audit.models import Event
from ansinh.households.models import Household, LifeEvent, Membership, Person
from ansinh.kernel.bulk import allocate_ids, as_hex, insert_frame, read_frame, update_frame
from ansinh.kernel.identifiers import mint_ids
from ansinh.kernel.single_rows import add_row, add_rows
from ansinh.kernel.walls import REACH, walls_of
from ansinh.surveys.models import HouseholdAnswer

pytestmark = pytest.mark.django_db
AT = datetime(2022, 5, 10, 8, 30, 15, 123456, tzinfo=UTC)
NAMES = ["", 'Lê "Tèo" O\'Mẫu', "a,b;c\td", "hai\ndòng", "\\N", "\\", "100%s", "NULL", "ữ\U0001f600"]


def people(names: list[str]) -> pl.DataFrame:
    count = len(names)
    return pl.DataFrame(
        {
            "id": mint_ids(count),
            "full_name": names,
            "full_name_fold": "",
            "sex": pl.Series([None, "m"] * count, dtype=pl.Categorical).fill_null("")[:count],
            "birth_date": [date(1957, 2, 28), None] * (count // 2) + [None] * (count % 2),
            "birth_year": pl.Series([1957, None] * (count // 2) + [None] * (count % 2), dtype=pl.Int16),
            "ethnicity": "Kinh",
            "citizen_id_sealed": [bytes(range(256)), None] * (count // 2) + [b""] * (count % 2),
            "citizen_id_index": [b"\x00\n\\N", None] * (count // 2) + [b"\xff"] * (count % 2),
            "recorded_at": AT,
        }
    )


def test_every_value_comes_back_as_it_went_in():
    frame = people(NAMES)

    assert insert_frame(Person, frame) == len(NAMES)

    kept = {row.pk.hex: row for row in Person.objects.all()}
    back = [
        (
            row.full_name,
            row.sex,
            row.birth_date,
            row.birth_year,
            None if row.citizen_id_sealed is None else bytes(row.citizen_id_sealed),
            None if row.citizen_id_index is None else bytes(row.citizen_id_index),
            row.recorded_at,
        )
        for row in (kept[one] for one in frame["id"])
    ]
    columns = (
        "full_name",
        "sex",
        "birth_date",
        "birth_year",
        "citizen_id_sealed",
        "citizen_id_index",
        "recorded_at",
    )
    assert back == list(frame.select(columns).iter_rows())


def test_truth_and_floats_and_long_numbers_come_back():
    home = household(unit("91"), "Lê Văn Mẫu")
    frame = pl.DataFrame(
        {
            "household_id": home.pk.hex,
            "period": ["2021", "2022"],
            "revision": 1,
            "current": [True, False],
            "questionnaire": "survey-1",
            "income_month_per_capita": [9_000_000_000_000, None],
            "floor_area_m2": [0.1, 1e300],
            "extra": ['{"a": "b\\"c"}', None],
            "content_digest": "x",
            "recorded_at": AT,
            "recorded_by": "test",
            "reason": "",
        }
    )
    insert_frame(HouseholdAnswer, frame)
    rows = HouseholdAnswer.objects.everywhere().order_by("period")
    assert list(rows.values_list("current", "income_month_per_capita", "floor_area_m2", "extra")) == [
        (True, 9_000_000_000_000, 0.1, {"a": 'b"c'}),
        (False, None, 1e300, None),
    ]


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert_frame(Person, people([])) == 0


def test_a_broken_constraint_leaves_nothing():
    frame = people(["Một", "Hai"])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_frame(Person, pl.concat([frame, frame]))
    assert Person.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_rows_outside_of_any_transaction_come_in_together_or_not_at_all():
    assert walls_of(Person), "the rows go past a wall on PostgreSQL"
    assert insert_frame(Person, people(NAMES)) == len(NAMES)
    twice = people(["Một", "Hai"])
    with pytest.raises(IntegrityError):
        insert_frame(Person, pl.concat([twice, twice]))
    assert Person.objects.count() == len(NAMES)


def test_a_row_that_points_to_nobody_is_refused():
    someone, home = person("Lê Văn Mẫu"), household(unit("91"))
    frame = pl.DataFrame(
        {
            "household_id": [home.pk.hex, mint_ids(1)[0]],
            "person_id": someone.pk.hex,
            "member_ref": ["1", "2"],
            "relation": "",
            "ended_by": ["", ""],
            "valid_until": [None, date(2022, 1, 1)],
            "recorded_at": AT,
            "recorded_by": "test",
        }
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_frame(Membership, frame)
        connection.check_constraints()
    assert Membership.objects.everywhere().count() == 0


def test_allocated_ids_are_nobody_elses():
    home = household(unit("91"))

    def add(pk: int | None, ref: str) -> int:
        row = LifeEvent(
            pk=pk,
            household=home,
            member_ref=ref,
            kind="born",
            date=AT.date(),
            recorded_at=AT,
            recorded_by="t",
        )
        row.save(force_insert=True)
        return row.pk

    first = add(None, "1")
    ids = allocate_ids(LifeEvent, 3)
    taken = [add(pk, f"a{pk}") for pk in ids]
    after = add(None, "2")

    assert len({first, *taken, after}) == 5
    assert allocate_ids(LifeEvent, 2).start > max(first, after, *taken)


def test_frames_have_one_type_on_both_databases():
    person("Lê Văn Mẫu", birth_date=date(1957, 2, 28))
    person("Lê Thị Mẫu")
    schema = {"name": pl.String, "born": pl.Date, "year": pl.Int16, "index": pl.Binary}
    frame = read_frame(
        "SELECT full_name, birth_date, birth_year, citizen_id_index FROM households_person "
        "WHERE ethnicity = %s ORDER BY full_name DESC",
        [""],
        schema,
    )
    assert frame.schema == schema
    assert list(frame.iter_rows()) == [
        ("Lê Văn Mẫu", date(1957, 2, 28), 1957, None),
        ("Lê Thị Mẫu", None, None, None),
    ]


def test_a_frame_of_nothing_has_its_types():
    assert read_frame("SELECT id FROM audit_event", [], {"id": pl.Int64}).schema == {"id": pl.Int64}
    assert Event.objects.count() == 0


def test_updated_rows_get_their_values_and_others_keep_theirs():
    frame = people(["Một", "Hai", "Ba"])
    insert_frame(Person, frame)
    day = date(2022, 5, 10)
    changed = frame.select("id").with_columns(died_on=pl.lit(day), ethnicity=pl.lit("Dao's \\N")).head(2)
    assert update_frame(Person, changed.with_columns(sex=pl.Series(["f", ""]))) == 2
    rows = Person.objects.order_by("id").values_list("full_name", "died_on", "ethnicity", "sex")
    assert list(rows) == [
        ("Một", day, "Dao's \\N", "f"),
        ("Hai", day, "Dao's \\N", ""),
        ("Ba", None, "Kinh", frame["sex"][2]),
    ]


def test_an_update_that_breaks_a_constraint_leaves_nothing():
    frame = people(["Một"])
    insert_frame(Person, frame)
    with pytest.raises(IntegrityError), transaction.atomic():
        update_frame(Person, frame.select("id", pl.lit("x").alias("sex")))
    assert list(Person.objects.values_list("sex", flat=True)) == [""]


def test_many_rows_within_a_savepoint_come_in_and_change_as_few_at_a_time_do():
    """SQLite takes many by one statement there, few row by row."""
    frame = people(NAMES * 60).with_columns(
        full_name=pl.Series(f"{n} {one}" for n, one in enumerate(NAMES * 60))
    )
    changed = frame.select("id", "citizen_id_sealed").with_columns(
        died_on=pl.Series([date(2022, 5, 10), None] * (frame.height // 2)), sex=pl.lit("f")
    )
    kept = []
    for at_once in (frame.height, 90):
        with transaction.atomic():
            for part in frame.iter_slices(at_once):
                insert_frame(Person, part)
            written = everybody()
            for part in changed.head(frame.height - 1).iter_slices(at_once):
                update_frame(Person, part)
            kept.append((written, everybody()))
            transaction.set_rollback(True)
    assert kept[0] == kept[1]
    assert len(kept[0][0]) == frame.height


def everybody() -> list[tuple]:
    return [
        tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
        for row in Person.objects.order_by("pk").values_list()
    ]


def test_of_many_rows_within_a_savepoint_one_that_is_refused_leaves_none_and_the_next_come_in():
    frame = people(NAMES * 60)
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_frame(Person, pl.concat([frame, frame.head(1)]))
        assert Person.objects.count() == 0
        with transaction.atomic():
            assert insert_frame(Person, frame) == frame.height
        with pytest.raises(IntegrityError), transaction.atomic():
            update_frame(Person, frame.select("id", pl.lit("x").alias("sex")))
    assert not Person.objects.filter(sex="x").exists()


def test_ids_are_the_same_text_however_a_database_writes_them():
    written = pl.DataFrame(
        {"a": ["0f8fad5b-d9cb-469f-a165-70867728950e"], "b": ["0f8fad5bd9cb469fa16570867728950e"]}
    )
    assert written.select(as_hex("a", "b")).row(0) == ("0f8fad5bd9cb469fa16570867728950e",) * 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans by the shape of the statement")
def test_the_planner_knows_the_rows_that_came_in_a_moment_ago():
    def known() -> float:
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'households_person'")
            return float(cursor.fetchone()[0])

    insert_frame(Person, people(["Một"] * 900))
    assert known() < 900, "so few change no plan"
    insert_frame(Person, people(["Hai"] * 1_000))
    assert known() == 1_900
    insert_frame(Person, people(["Ba"] * 20_000))
    assert known() == 21_900


def test_rows_by_a_statement_made_once_are_those_that_django_writes():
    told = {"at": AT, "name": "x", "actor_kind": "system", "actor_ref": "r", "actor_label": "l"}
    by_django = Event.objects.create(**told, facts={"count": 3, "words": "hộ nghèo"}, place="311")
    by_hand = Event(**told, facts={"count": 3, "words": "hộ nghèo"}, place="311")
    add_row(by_hand)
    assert by_hand.pk == by_django.pk + 1
    assert not by_hand._state.adding
    kept = [field.attname for field in Event._meta.concrete_fields if field.attname != "id"]
    first, second = Event.objects.filter(pk__in=[by_django.pk, by_hand.pk]).order_by("pk").values(*kept)
    assert first == second


def test_a_row_that_breaks_a_constraint_is_refused_as_djangos():
    told = {"at": AT, "name": "x", "actor_kind": "system", "actor_ref": "", "actor_label": "l"}
    key = uuid4()
    add_row(Event(**told, key=key))
    with pytest.raises(IntegrityError), transaction.atomic():
        add_rows([Event(**told), Event(**told, key=key)])
    assert Event.objects.filter(key__isnull=False).count() == 1


def test_every_kind_of_value_arrives_as_django_writes_it():
    odd = 'Bà "Năm" \\ \n\t’ 1,2 {} %s null'
    told = {
        "full_name": odd,
        "full_name_fold": "",
        "sex": "f",
        "birth_date": date(1931, 2, 28),
        "birth_year": 1931,
        "citizen_id_sealed": b"\x00\xff\\x27'\"",
        "citizen_id_index": b"",
        "recorded_at": AT,
    }
    pairs = [(uuid4(), uuid4()) for _pair in range(2)]
    blank = told | {
        "birth_date": None,
        "birth_year": None,
        "citizen_id_sealed": None,
        "citizen_id_index": None,
    }
    for (django, ours), values in zip(pairs, (told, blank), strict=True):
        Person.objects.create(id=django, **values)
        add_rows([Person(id=ours, **values)])
        kept = [field.attname for field in Person._meta.concrete_fields if field.attname != "id"]
        first, second = (Person.objects.filter(pk=key).values(*kept).get() for key in (django, ours))
        assert first == second
        assert first["full_name"] == odd


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps its own statements")
def test_postgresql_plans_a_single_row_once_and_not_for_each():
    told = {"at": AT, "name": "x", "actor_kind": "system", "actor_ref": "", "actor_label": "l"}
    for number in range(8):
        add_row(Event(**told, place=str(number) if number % 2 else ""))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans > 0, generic_plans + custom_plans FROM pg_prepared_statements "
            "WHERE statement LIKE 'INSERT INTO \"audit_event\"%'"
        )
        assert cursor.fetchall() == [(True, 8)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no walls")
def test_a_kept_plan_asks_the_wall_of_who_writes_each_time():
    here, there = unit("10507"), unit("10510")

    def home(at) -> Household:
        return Household(id=uuid4(), source="t", source_ref=uuid4().hex, unit=at, recorded_at=AT)

    def reach(at) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [REACH, str(at.pk)])

    reach(here)
    for _turn in range(8):
        add_rows([home(here)])
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        add_rows([home(here), home(there)])
    reach(there)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        add_row(home(here))
    add_row(home(there))
