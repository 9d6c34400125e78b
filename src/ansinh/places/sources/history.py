"""From snapshots to a history: units with the days they hold, and the changes that link them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from ansinh.places.sources.vintages import Place, Snapshot

UNIT_COLUMNS = (
    "level", "code", "name", "type", "area_type", "parent_code", "valid_from", "valid_until", "date_known",
    "lat", "lon",
)  # fmt: skip
CHANGE_COLUMNS = (
    "date", "date_known", "act", "kind", "old_level", "old_code", "new_level", "new_code", "share",
    "share_basis", "is_default",
)  # fmt: skip
DAY = timedelta(days=1)


@dataclass
class Row:
    """A unit over the days it holds."""

    place: Place
    valid_from: date
    date_known: bool
    valid_until: date | None = None

    def as_csv(self) -> dict[str, str]:
        place = self.place
        return {
            "level": place.level,
            "code": place.code,
            "name": place.name,
            "type": place.type,
            "area_type": place.area_type,
            "parent_code": place.parent_code,
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until.isoformat() if self.valid_until else "",
            "date_known": str(int(self.date_known)),
            "lat": "" if place.lat is None else f"{place.lat:.5f}",
            "lon": "" if place.lon is None else f"{place.lon:.5f}",
        }


@dataclass
class History:
    """All rows and changes so far; ``open`` holds the row of every unit that still exists."""

    rows: list[Row] = field(default_factory=list)
    open: dict[tuple[str, str], Row] = field(default_factory=dict)
    changes: list[dict[str, str]] = field(default_factory=list)
    unknown: list[dict[str, str]] = field(default_factory=list)

    def begin(self, place: Place, on: date, *, date_known: bool) -> None:
        key = (place.level, place.code)
        if key in self.open:
            raise ValueError(f"{key} begins while it still holds")
        self.open[key] = Row(place, on, date_known)
        self.rows.append(self.open[key])

    def end(self, key: tuple[str, str], on: date) -> None:
        """The unit does not exist on ``on`` any more: the day before is its last."""
        self.open.pop(key).valid_until = on - DAY

    def link(
        self, kind: str, old: tuple[str, str] | None, new: tuple[str, str] | None, on: date, *, act: str = "",
        share: str = "1", basis: str = "whole", default: bool = True, date_known: bool = True,
    ) -> None:  # fmt: skip
        """One old unit's people (or the ``share`` of them that is known) are in a new unit from ``on``."""
        (old_level, old_code), (new_level, new_code) = old or ("", ""), new or ("", "")
        values = (on.isoformat(), str(int(date_known)), act, kind, old_level, old_code, new_level, new_code)
        self.changes.append(
            dict(zip(CHANGE_COLUMNS, (*values, share, basis, str(int(default))), strict=True))
        )

    def learn(self, snapshot: Snapshot) -> None:
        """Take later spelling and coordinates for units that only now have them."""
        for key, row in self.open.items():
            if key in snapshot:
                row.place = snapshot[key]
