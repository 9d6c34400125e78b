"""The house itself: tables point only upwards, personal fields are declared, what changes is named."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps

from ansinh.audit import events
from ansinh.audit.events import EventName

ORDER = {name: rank for rank, name in enumerate(settings.DOMAINS)}
OURS = [model for model in apps.get_models() if model.__module__.startswith("ansinh.")]
SOURCES = Path(events.__file__).parents[1]
# Words of a column that speak of a person.
PERSONAL = re.compile(
    r"name|sex|birth|ethnic|citizen|died|phone|address|email|password|login|username|label"
    r"|malnourished|ill_|merit|disab|allowance|income|causes|extra|reason"
)
# Words of a column that speak of ethnic origin or health: sensitive by Decree 356/2025.
SENSITIVE = re.compile(r"ethnic|minority|malnourished|ill_|disab|pregnan|religio|identity_card")
# Columns that look personal and are not: places, files, kinds, and officers who act (their label is in the log).
IMPERSONAL = {
    "agencies.Agency": {"name", "name_fold", "end_reason"},
    # Whether a division brought a commune one đồng more.
    "budgets.BudgetEntry": {"extra"},
    "places.Unit": {"name", "name_fold"},
    "support.HousingProgramme": {"name"},
    "support.HousingDeadline": {"reason"},
    # Counts of a place.
    "places.Population": {"households_minority", "persons_minority"},
    "work.Batch": {"file_names"},
    "audit.Event": {"name"},
    "datasets.Version": {"reason"},
    "papers.Template": {"file_name"},
    # Why a number of a place or its plan was corrected or taken back.
    "reports.PublishedFigure": {"reason"},
    "plans.Target": {"withdrawn_reason"},
    "plans.TargetChange": {"reason"},
    "plans.Allotment": {"ended_reason"},
    "plans.ShareCorrection": {"reason"},
    "reviews.Outcome": {"income_side", "movement_reason"},
    "reviews.DecidedHousehold": {"movement_reason"},
    "surveys.HouseholdAnswer": {"has_phone", "has_smartphone"},
    "surveys.MemberAnswer": {"uses_phone"},
}


def domain(model: type[models.Model]) -> str:
    return model._meta.app_label


def test_foreign_keys_point_only_to_earlier_domains():
    backwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and field.related_model in OURS
        and ORDER[domain(field.related_model)] > ORDER[domain(model)]
    ]
    assert backwards == []


def test_nothing_points_to_the_log_and_the_log_to_nothing():
    touching = [
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and "audit" in {domain(model), domain(field.related_model)}
    ]
    assert touching == []


def test_deleting_a_row_never_deletes_another():
    cascading = [
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT
    ]
    assert cascading == []


def undeclared(tables: Iterable[type[models.Model]], words: re.Pattern[str], level: str) -> list[str]:
    """Columns that look like it by their names and are not declared at that level, ``personal`` or ``sensitive``."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in tables
        for field in model._meta.concrete_fields
        if words.search(field.name)
        and field.name not in getattr(model, level, set())
        and field.name not in IMPERSONAL.get(model._meta.label, set())
    ]


def test_every_field_that_looks_personal_is_declared():
    assert undeclared(OURS, PERSONAL, "personal") == []


def test_every_field_that_tells_of_origin_or_health_is_declared_sensitive():
    assert undeclared(OURS, SENSITIVE, "sensitive") == []


def test_what_is_sensitive_is_personal():
    assert [
        f"{model._meta.label}.{name}"
        for model in OURS
        for name in getattr(model, "sensitive", set()) - set(getattr(model, "personal", set()))
    ] == []


@isolate_apps("ansinh.households")
def test_a_table_with_an_undeclared_field_is_found():
    """The control."""

    class Visit(models.Model):
        full_name = models.TextField()
        ethnicity = models.TextField()
        disability_degree = models.TextField()
        personal: ClassVar = {"full_name", "ethnicity"}

        class Meta:
            app_label = "households"

    assert undeclared([Visit], PERSONAL, "personal") == ["households.Visit.disability_degree"]
    assert undeclared([Visit], SENSITIVE, "sensitive") == [
        "households.Visit.ethnicity",
        "households.Visit.disability_degree",
    ]


def test_every_declared_personal_field_exists():
    missing = [
        f"{model._meta.label}.{name}"
        for model in OURS
        for name in getattr(model, "personal", set())
        if name not in {field.name for field in model._meta.concrete_fields}
    ]
    assert missing == []


def test_every_event_has_one_action_that_writes_it():
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    written = re.findall(r"@action\(EventName\.(\w+)\)", text)
    assert sorted(set(written)) == sorted(written), "two actions write the same event"
    assert set(written) <= {name.name for name in EventName}


def test_events_are_named_for_a_domain():
    assert [name.value for name in EventName if name.value.split(".")[0] not in ORDER] == []


def test_no_signal_is_received():
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    assert re.findall(r"@receiver|django\.dispatch|models\.signals|core\.signals", text) == []
