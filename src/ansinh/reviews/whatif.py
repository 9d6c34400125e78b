"""What if the line, the number of deprivations or the indicators were others: who would move, by place.

Nothing is written: the sealed and working results stay as they are. The rules run on the round's current answers under
the standard and under an overlay of it, from the snapshot of those answers.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.grievances.restricting import Use, restricted_from
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress, silent
from ansinh.places.models import Unit
from ansinh.reviews.models import Round
from ansinh.reviews.whatif_snapshot import Snapshot, answered, make_snapshot
from ansinh.standards.decisions import CLASSES
from ansinh.standards.standard import Overlay, Standard

_SIZE = len(CLASSES)


@dataclass(frozen=True)
class WhatIf:
    """The class of every household under the standard and under the overlay: places in ``CLASSES``, in the order of the
    snapshot."""

    snapshot: Snapshot
    rules: Standard
    other: Standard
    before_places: NDArray[np.uint8]
    after_places: NDArray[np.uint8]

    @cached_property
    def table(self) -> NDArray[np.int64]:
        """Households by commune, class before and class after."""
        communes = len(self.snapshot.communes)
        cell = self.snapshot.commune.astype(np.int32) * (_SIZE * _SIZE)
        cell += self.before_places * np.uint8(_SIZE) + self.after_places
        counts = np.bincount(cell, minlength=communes * _SIZE * _SIZE)
        return counts.reshape(communes, _SIZE, _SIZE)

    @property
    def before(self) -> dict[str, int]:
        """Households by class under the standard."""
        return _named(self.table.sum(axis=(0, 2)))

    @property
    def after(self) -> dict[str, int]:
        """Households by class under the overlay."""
        return _named(self.table.sum(axis=(0, 1)))

    @property
    def moved(self) -> int:
        """How many households have another class."""
        pairs = self.table.sum(axis=0)
        return int(pairs.sum() - np.trace(pairs))

    @property
    def moves(self) -> pl.DataFrame:
        """``unit_code, before, after, households``: every pair of classes that occurs."""
        commune, before, after = np.nonzero(self.table)
        codes = [code for _pk, code, _name in self.snapshot.communes]
        found = pl.DataFrame(
            {
                "unit_code": [codes[place] for place in commune],
                "before": [CLASSES[place].value for place in before],
                "after": [CLASSES[place].value for place in after],
                "households": self.table[commune, before, after],
            },
            schema={
                "unit_code": pl.String,
                "before": pl.String,
                "after": pl.String,
                "households": pl.Int64,
            },
        )
        return found.sort("unit_code", "before", "after")

    def chosen(
        self,
        *,
        communes: Collection[int] | None = None,
        before: Collection[str] = (),
        after: Collection[str] = (),
        moved: bool = True,
    ) -> NDArray[np.intp]:
        """Places of the households of these communes (places in ``snapshot.communes``; all where none are named) that go
        from one of the classes ``before`` to one of ``after`` (blank: any); ``moved``: only whose class changes."""
        mask = (
            self.before_places != self.after_places if moved else np.ones(self.snapshot.households, np.bool_)
        )
        if communes is not None:
            mask &= np.isin(self.snapshot.commune, sorted(communes))
        for places, classes in ((self.before_places, before), (self.after_places, after)):
            if classes:
                mask &= np.isin(places, [CLASSES.index(name) for name in classes])
        return np.flatnonzero(mask)

    @property
    def movers(self) -> pl.DataFrame:
        """``household_id`` (the source's), ``unit_code, before, after`` of households whose class would change."""
        chosen = self.chosen()
        codes = [code for _pk, code, _name in self.snapshot.communes]
        found = pl.DataFrame(
            {
                "household": self.snapshot.ids(chosen),
                "unit_code": [codes[place] for place in self.snapshot.commune[chosen]],
                "before": [CLASSES[place].value for place in self.before_places[chosen]],
                "after": [CLASSES[place].value for place in self.after_places[chosen]],
            },
            schema=dict.fromkeys(("household", "unit_code", "before", "after"), pl.String),
        )
        # The table goes into a file: without whose data may not be exported.
        found = found.filter(~pl.col("household").is_in(sorted(restricted_from(Use.EXPORT))))
        refs = _source_refs(found["household"].to_list())
        return (
            found.join(refs, on="household", how="left")
            .select(pl.col("source_ref").alias("household_id"), "unit_code", "before", "after")
            .sort("unit_code", "household_id")
        )


def _named(counts: NDArray[np.int64]) -> dict[str, int]:
    return {CLASSES[place].value: int(count) for place, count in enumerate(counts) if count}


def _source_refs(households: list[str]) -> pl.DataFrame:
    rows = read_frame_of(
        "SELECT CAST(id AS VARCHAR(36)), source_ref FROM households_household WHERE id IN ({keys})",
        households,
        {"household": pl.String, "source_ref": pl.String},
    )
    return rows.with_columns(as_hex("household"))


def what_if(
    campaign: Round, unit: Unit, rules: Standard, overlay: Overlay, progress: Progress = silent
) -> WhatIf:
    """Classify the answers of ``unit`` in a round under ``rules`` and under ``overlay`` of them.

    Raises ``WrongOverlay`` for a number or indicator that the standard does not have.
    """
    other = rules.with_overlay(overlay)
    return compare(make_snapshot(answered(campaign, unit), progress), rules, other)


def compare(snapshot: Snapshot, rules: Standard, other: Standard) -> WhatIf:
    """The answers of a snapshot under two sets of numbers."""
    return WhatIf(snapshot, rules, other, snapshot.classes(rules), snapshot.classes(other))


def assumed(rules: Standard, numbers: Mapping[str, float], without: Collection[str]) -> Overlay:
    """The overlay of a what-if: other numbers, and indicators left out.

    Raises ``UnusableInput`` for an indicator that the standard does not have, or where none would be left.
    """
    strange = sorted(set(without) - set(rules.codes))
    if strange:
        raise UnusableInput(
            _("Chuẩn {code} không có chỉ số: {names}.").format(code=rules.code, names=", ".join(strange))
        )
    kept = tuple(code for code in rules.codes if code not in without)
    if not kept:
        raise UnusableInput(_("Cần giữ ít nhất một chỉ số thiếu hụt."))
    return Overlay(
        numbers={name: (value, _("giả định")) for name, value in numbers.items()},
        indicators=kept if without else None,
    )
