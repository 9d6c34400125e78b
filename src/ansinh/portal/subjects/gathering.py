"""Everything held about one person, from every table and every sealed version: what the person is given to read.

Of a household that the person is in (or was last in), what is known of the household is the person's too; of one that the
person left, only what names the person. Rows of the other members are theirs and are left out.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import polars as pl
from django.db import models

from ansinh.access.walls import beyond_walls
from ansinh.datasets.files import read_version
from ansinh.datasets.models import Version
from ansinh.grievances.models import Grievance
from ansinh.households.models import Membership, Person, Placement
from ansinh.kernel.dates import shown_date
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.language import _, current_language
from ansinh.portal.subjects.reach import Subject, our_models, way_to
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS

# Secrets of the machine and keys that tell a person nothing.
_LEFT_OUT = {"citizen_id_index", "content_digest", "word"}
_SEALED = "datasets.sealed"


@dataclass(frozen=True)
class Held:
    """The rows of one table about a person."""

    table: str
    words: str
    rows: list[dict[str, Any]]


def subject_of(person: Person) -> Subject:
    """Who is asked about, with the households: those the person is in now, else the last."""
    rows = list(Membership.objects.everywhere().filter(person=person).order_by("pk"))
    now = {row.household_id for row in rows if row.valid_until is None}
    last = max(rows, key=lambda row: (row.valid_until or date.max, row.pk), default=None)
    households = frozenset(now or ({last.household_id} if last else ()))
    ever = frozenset(row.household_id for row in rows)
    asked = Grievance.objects.everywhere().filter(
        models.Q(person=person) | models.Q(household__in=households, person=None)
    )
    return Subject(person.pk, households, ever, frozenset(asked.values_list("pk", flat=True)))


def everything_about(person: Person) -> list[Held]:
    """Every table with rows about the person, in the order of the house, then the sealed versions. Reads beyond the places of
    whoever asks: the person's data are the person's wherever they stand."""
    with beyond_walls():
        subject = subject_of(person)
        found = [held for model in our_models() if (held := _held(model, subject)) is not None]
        return [*found, *_sealed(subject)]


def _held(model: type[models.Model], subject: Subject) -> Held | None:
    way = way_to(model)
    if way is None:
        return None
    manager = model._base_manager if not hasattr(model._default_manager, "everywhere") else None
    rows = manager.all() if manager else model._default_manager.everywhere()  # type: ignore[attr-defined]
    found = [_row(one) for one in rows.filter(way.condition(subject)).order_by("pk").distinct()]
    return Held(model._meta.label, table_words(model._meta.label), found) if found else None


def _row(one: models.Model) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for field in one._meta.concrete_fields:
        if field.name in _LEFT_OUT:
            continue
        value = getattr(one, field.attname)
        if field.name == "citizen_id_sealed":
            shown["citizen_id"] = (
                keyring(keys_folder()).open_id(value, one.pk.hex) if value is not None else None
            )
        else:
            shown[field.name] = _plain(value)
    return shown


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes | memoryview):
        return sha256(bytes(value)).hexdigest()
    return value if isinstance(value, str | int | float | bool | list | dict | type(None)) else str(value)


def _sealed(subject: Subject) -> Iterator[Held]:
    """The person and the households in sealed versions of the communes they lived in."""
    placed = Placement.objects.everywhere().filter(household__in=subject.ever)
    units = set(placed.values_list("unit", flat=True))
    rows: list[dict[str, Any]] = []
    homes = [key.hex for key in subject.households]
    for version in Version.objects.filter(unit__in=units).select_related("unit").order_by("pk"):
        named = {"version": version.folder, "place": version.unit.name, "period": version.period}
        outcomes = read_version(version.folder, "outcomes").filter(pl.col("household_id").is_in(homes))
        members = read_version(version.folder, "members").filter(pl.col("person") == subject.person.hex)
        rows += [named | row for row in (*outcomes.to_dicts(), *members.to_dicts())]
    if rows:
        yield Held(
            _SEALED,
            table_words(_SEALED),
            [{key: _plain(value) for key, value in row.items()} for row in rows],
        )


def table_words(label: str) -> str:
    """What a table is called for people; one without words by its name."""
    return {
        "audit.Event": _("Nhật ký: ai đã xem, đã sửa"),
        "papers.Paper": _("Giấy tờ đã lập"),
        "households.Household": _("Hộ"),
        "households.Placement": _("Nơi ở qua các thời kỳ"),
        "households.Person": _("Người"),
        "households.Membership": _("Là thành viên của hộ"),
        "households.LifeEvent": _("Biến động"),
        "households.SuspectedDuplicate": _("Nghi trùng người"),
        "households.RegistryChange": _("Lần sửa bằng tay"),
        "households.ChangedRow": _("Dữ liệu trước và sau khi sửa"),
        "surveys.HouseholdAnswer": _("Phiếu rà soát: phần hộ"),
        "surveys.MemberAnswer": _("Phiếu rà soát: phần thành viên"),
        "grievances.Grievance": _("Đơn đã gửi"),
        "grievances.GrievanceMove": _("Các bước xử lý đơn"),
        "reviews.Outcome": _("Kết quả rà soát"),
        "reviews.ListEntry": _("Có tên trong danh sách"),
        _SEALED: _("Phiên bản đã phê duyệt"),
    }.get(label, label)


def field_words(name: str) -> str:
    """A field for people: as the questionnaire calls it, else by its name."""
    language = current_language()
    question = HOUSEHOLDS.get(name) or MEMBERS.get(name)
    return question.label(language) if question else name


def as_json(held: list[Held], made_on: date) -> bytes:
    """The whole as JSON, the same bytes for the same rows."""
    whole = {
        "made_on": made_on.isoformat(),
        "tables": [{"table": one.table, "words": one.words, "rows": one.rows} for one in held],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=str).encode()


def as_frame(held: list[Held]) -> pl.DataFrame:
    """The whole as one sheet that is read from above: table, row, field, value; what is empty is left out."""
    lines = [
        (one.words, number, field_words(name), _said(value))
        for one in held
        for number, row in enumerate(one.rows, start=1)
        for name, value in row.items()
        if value not in (None, "", [], {})
    ]
    names = (_("Nhóm dữ liệu"), _("Dòng"), _("Mục"), _("Giá trị"))
    return pl.DataFrame(
        lines, schema=dict(zip(names, (pl.String, pl.Int64, pl.String, pl.String), strict=True)), orient="row"
    )


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    text = str(value)
    if len(text) == 10 and text[4] == text[7] == "-":
        return shown_date(date.fromisoformat(text))
    return text
