"""What an accepted batch did, row by row, so that it can be taken back exactly.

Every write of an import goes through ``add_traced`` or ``change_traced``. Taking back walks the traces from the last to the
first: a changed row gets its values of before, an added row goes. Where a row is no longer as the batch left it, or something
outside the batch rests on an added row, nothing is taken back and it is said what stands in the way.
"""

import io
from collections.abc import Callable, Iterable, Sequence

import polars as pl
from django.apps import apps
from django.db import connection, models

from ansinh.kernel.bulk import as_hex, delete_rows, fresh_ids, insert_frame, read_frame_of, update_frame
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.work.models import Batch, Trace

Model = type[models.Model]


class LaterWork(Refused):
    """Something later rests on what the batch did. ``resting``: how many rows of which table."""

    code = "later_work"

    def __init__(self, resting: dict[Model, int]) -> None:
        super().__init__(_("Có dữ liệu ghi sau dựa trên lần nhập này."))
        self.resting = resting


def add_traced(model: Model, frame: pl.DataFrame, batch: int | None, watched: Sequence[str] = ()) -> int:
    """``insert_frame`` that remembers the rows as added by ``batch``, with the columns that later work may change."""
    if batch is None or frame.is_empty():
        return insert_frame(model, frame)
    if "id" not in frame.columns:
        ids = pl.Series("id", fresh_ids(model, frame.height), dtype=pl.Int64)
        frame = frame.with_columns(ids)
    written = insert_frame(model, frame)
    keep_trace(model, Trace.Verb.ADDED, frame.select("id", *watched), batch)
    return written


def change_traced(model: Model, frame: pl.DataFrame, batch: int | None) -> int:
    """``update_frame`` that remembers the values before and after."""
    if batch is None or frame.is_empty():
        return update_frame(model, frame)
    names = [name for name in frame.columns if name != "id"]
    before = _now(model, frame["id"].to_list(), names).rename({name: f"was_{name}" for name in names})
    after = _as_kept(model, frame).rename({name: f"is_{name}" for name in names})
    keep_trace(model, Trace.Verb.CHANGED, after.join(before, on="id", how="left"), batch)
    return update_frame(model, frame)


def keep_trace(model: Model, verb: Trace.Verb, image: pl.DataFrame, batch: int) -> None:
    """Write one trace."""
    file = io.BytesIO()
    image.write_parquet(file, compression="zstd")
    Trace.objects.create(
        batch_id=batch, table=model._meta.label, verb=verb, rows=image.height, image=file.getvalue()
    )


def traces_of(batch: Batch) -> Iterable[tuple[Model, str, pl.DataFrame]]:
    """``(model, verb, image)`` of every trace, the last first."""
    for trace in Trace.objects.filter(batch=batch).order_by("-pk").iterator(chunk_size=1):
        image = pl.read_parquet(io.BytesIO(bytes(trace.image)))
        yield apps.get_model(trace.table), trace.verb, image


def take_back_rows(
    batch: Batch, parts: dict[Model, str], renew: Callable[[], object] = lambda: None
) -> dict[Model, int]:
    """Undo every trace of ``batch`` in the current transaction; rows touched by table. ``parts`` names tables whose rows
    belong to an added row and go with it, with their column that says to which (``{MemberAnswer: "answer_id"}``); ``renew``
    makes anew what is only a copy of these rows.

    Raises ``LaterWork``; the caller's transaction must then be rolled back.
    """
    done: dict[Model, int] = {}
    added: set[Model] = set()
    for model, verb, image in traces_of(batch):
        _check_as_left(model, verb, image)
        if verb == Trace.Verb.CHANGED:
            _put_back(model, image)
        else:
            added.add(model)
            for part, column in parts.items():
                if part._meta.get_field(column.removesuffix("_id")).related_model is model:
                    done[part] = done.get(part, 0) + delete_rows(part, image["id"].to_list(), column)
            delete_rows(model, image["id"].to_list())
        done[model] = done.get(model, 0) + image.height
    renew()
    resting = {child: count for model in added for child, count in _dangling(model)}
    if resting:
        raise LaterWork(resting)
    return done


def _check_as_left(model: Model, verb: str, image: pl.DataFrame) -> None:
    """Every row as the batch left it, else ``LaterWork``."""
    prefix = "is_" if verb == Trace.Verb.CHANGED else ""
    left = image.select("id", *(name for name in image.columns if name.startswith(prefix) and name != "id"))
    left = left.rename({name: name.removeprefix(prefix) for name in left.columns if name != "id"})
    names = [name for name in left.columns if name != "id" and not name.startswith("was_")]
    now = _now(model, left["id"].to_list(), names)
    both = _as_kept(model, left.select("id", *names)).join(now, on="id", how="left", suffix="_now")
    differs = pl.lit(value=False)
    for name in names:
        differs = differs | pl.col(name).ne_missing(pl.col(f"{name}_now"))
    changed = both.filter(differs).height + left.height - now.height
    if changed:
        raise LaterWork({model: changed})


def _put_back(model: Model, image: pl.DataFrame) -> None:
    names = [name.removeprefix("was_") for name in image.columns if name.startswith("was_")]
    update_frame(
        model,
        image.select("id", *(_written(model, name, f"was_{name}") for name in names)),
    )


def _written(model: Model, name: str, column: str) -> pl.Expr:
    """A kept value as the table takes it."""
    found = pl.col(column)
    return (found == 1).alias(name) if _is_yes_no(model, name) else found.alias(name)


def _is_yes_no(model: Model, name: str) -> bool:
    return isinstance(_field(model, name), models.BooleanField)


def _field(model: Model, column: str) -> models.Field:
    return next(field for field in model._meta.concrete_fields if field.column == column)


def _type(model: Model, column: str) -> type[pl.DataType]:
    field = _field(model, column)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return pl.Date
    if isinstance(field, models.BooleanField | models.IntegerField | models.AutoField):
        return pl.Int64
    if isinstance(field, models.ForeignKey):
        return _type(field.related_model, field.target_field.column)
    return pl.String


def _as_kept(model: Model, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the types in which values are kept and compared."""
    return frame.with_columns(pl.col(name).cast(_type(model, name)) for name in frame.columns)


def _now(model: Model, ids: list, names: Sequence[str]) -> pl.DataFrame:
    """``id`` and the named columns as the table has them now."""
    schema = {"id": _type(model, "id")} | {name: _type(model, name) for name in names}
    wanted = [_read("id", schema["id"], yes_no=False)]
    wanted += [_read(name, schema[name], yes_no=_is_yes_no(model, name)) for name in names]
    rows = read_frame_of(
        f'SELECT {", ".join(wanted)} FROM "{model._meta.db_table}" WHERE id IN ({{keys}})', ids, schema
    )
    texts = [name for name in rows.columns if _is_id(model, name)]
    return rows.with_columns(as_hex(*texts)) if texts else rows


def _is_id(model: Model, name: str) -> bool:
    field = _field(model, name)
    return isinstance(getattr(field, "target_field", field), models.UUIDField)


def _read(name: str, kind: type[pl.DataType], *, yes_no: bool) -> str:
    if yes_no:
        return f'CASE WHEN "{name}" THEN 1 ELSE 0 END'
    return f'CAST("{name}" AS TEXT)' if kind is pl.String else f'"{name}"'


def _dangling(model: Model) -> Iterable[tuple[Model, int]]:
    """Tables with rows that refer to a row of ``model`` that is gone, and how many."""
    parent = model._meta.db_table
    for relation in model._meta.related_objects:
        child, column = relation.related_model, relation.field.column
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT COUNT(*) FROM "{child._meta.db_table}" c WHERE c."{column}" IS NOT NULL '
                f'AND NOT EXISTS (SELECT 1 FROM "{parent}" p WHERE p.id = c."{column}")'
            )
            count = cursor.fetchone()[0]
        if count:
            yield child, count
