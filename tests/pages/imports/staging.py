"""Files brought by a person and taken in by the worker; every row of the database, to compare before and after."""

from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ansinh.work.models import Batch
from ansinh.work.worker import run_next

# What tells of the import itself, and the vocabulary of searched names, which only grows.
TRACES = {
    "work.Batch",
    "work.Job",
    "work.Trace",
    "audit.Event",
    "audit.Seal",
    "sessions.Session",
    "households.NameWord",
}
# Copies that are made anew: their keys say nothing.
COPIES = {"households.HouseholdName"}


def work_off() -> None:
    """The worker does everything that waits."""
    while run_next() is not None:
        pass


def files_of(paths: dict[str, Path]) -> dict[str, SimpleUploadedFile]:
    return {role: SimpleUploadedFile(path.name, path.read_bytes()) for role, path in paths.items()}


def bring_in(client: Client, kind: str, paths: dict[str, Path], **options: str) -> Batch:
    """Upload files of a kind and have them checked; the batch."""
    answer = client.post(f"/imports/new/{kind}", {**files_of(paths), **options})
    assert answer.status_code == 303, answer.content.decode()
    work_off()
    return Batch.objects.order_by("-pk").get(pk=int(answer.url.rpartition("/")[2]))


def accept(client: Client, batch: Batch) -> Batch:
    answer = client.post(f"/imports/{batch.pk}/accept")
    assert answer.status_code == 303, answer.content.decode()
    work_off()
    batch.refresh_from_db()
    return batch


def take_back(client: Client, batch: Batch, reason: str = "Nhầm tệp của năm trước") -> Batch:
    answer = client.post(f"/imports/{batch.pk}/take-back", {"reason": reason})
    assert answer.status_code == 303, answer.content.decode()
    work_off()
    batch.refresh_from_db()
    return batch


def every_row(besides: Iterable[str] = ()) -> dict[str, list[tuple]]:
    """Every row of every table but those that tell of imports."""
    found = {}
    for model in apps.get_models():
        if model._meta.label in TRACES | set(besides):
            continue
        rows = model._base_manager.all()
        rows = rows.everywhere() if hasattr(rows, "everywhere") else rows
        first = 1 if model._meta.label in COPIES else 0
        found[model._meta.label] = sorted(repr(row[first:]) for row in rows.values_list())
    return found
