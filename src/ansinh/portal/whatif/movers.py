"""The households behind a number of a what-if: chosen by place and classes, listed a page at a time by their place in the
snapshot, never by offset."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from django.http import HttpRequest, QueryDict
from numpy.typing import NDArray

from ansinh.access.scope import Scope
from ansinh.households.models import Household
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.listing import PAGE_SIZE
from ansinh.portal.whatif.figures import classes_named
from ansinh.reviews.whatif import WhatIf
from ansinh.reviews.words import class_words
from ansinh.standards.decisions import CLASSES
from ansinh.work.downloads import MOST_ROWS, let_out


@dataclass(frozen=True)
class Chosen:
    """Places in the snapshot of the households asked for (rising), and what was asked: ``filters``."""

    found: WhatIf
    places: NDArray[np.intp]
    filters: Mapping[str, str]
    query: QueryDict

    def href(self, **changed: str | None) -> str:
        """This list with some parameters changed (``None`` takes one away)."""
        query = self.query.copy()
        for name in ("beyond", "before_of", "export"):
            query.pop(name, None)
        for name, text in changed.items():
            query.pop(name, None)
            if text:
                query[name] = text
        return f"?{query.urlencode()}"


def chosen(request: HttpRequest, found: WhatIf) -> Chosen:
    """The households that the address asks for. Raises ``NotFound`` for a commune that is not of this place,
    ``UnusableInput`` for a class that is none."""
    given = request.GET
    filters = {name: given[name] for name in ("commune", "before", "after", "every") if given.get(name)}
    communes = None
    if "commune" in filters:
        codes = [code for _pk, code, _name in found.snapshot.communes]
        if filters["commune"] not in codes:
            raise NotFound(_("Xã này không thuộc địa bàn đang xem. Hãy mở lại từ bảng kết quả."))
        communes = [codes.index(filters["commune"])]
    places = found.chosen(
        communes=communes,
        before=classes_named(filters.get("before", "")),
        after=classes_named(filters.get("after", "")),
        moved="every" not in filters,
    )
    return Chosen(found, places, filters, given)


@dataclass(frozen=True)
class Listed:
    """A page of households, and where the next and the one before lead."""

    rows: list[dict[str, Any]]
    next: str | None
    previous: str | None
    total: int


def listed(asked: Chosen, scope: Scope) -> Listed:
    """The page that the address asks for: two queries whatever its depth."""
    beyond, before_of = _key(asked.query.get("beyond")), _key(asked.query.get("before_of"))
    if before_of is not None:
        stop = int(np.searchsorted(asked.places, before_of, side="left"))
        start = max(0, stop - PAGE_SIZE)
    else:
        start = int(np.searchsorted(asked.places, beyond, side="right")) if beyond is not None else 0
        stop = min(start + PAGE_SIZE, len(asked.places))
    here = asked.places[start:stop]
    return Listed(
        _rows(asked.found, here, scope),
        asked.href(beyond=str(int(here[-1]))) if stop < len(asked.places) else None,
        asked.href(before_of=str(int(here[0]))) if start > 0 and len(here) else None,
        len(asked.places),
    )


def _key(text: str | None) -> int | None:
    if not text:
        return None
    if not text.isdigit():
        raise UnusableInput(_("Liên kết trang này đã cũ. Hãy mở lại danh sách từ đầu."))
    return int(text)


def _rows(found: WhatIf, places: NDArray[np.intp], scope: Scope) -> list[dict[str, Any]]:
    snapshot = found.snapshot
    ids = snapshot.ids(places)
    homes = {
        home.pk.hex: home
        for home in Household.objects.within(scope)
        .filter(pk__in=ids)
        .only("id", "head_name", "village", "unit_id")
    }
    lacks = [snapshot.deprivations(rules, places) for rules in (found.rules, found.other)]
    return [
        {
            "home": homes.get(one),
            "id": one,
            "household": one,
            "commune": snapshot.communes[snapshot.commune[place]][2],
            "code": snapshot.communes[snapshot.commune[place]][1],
            "before": CLASSES[found.before_places[place]].value,
            "after": CLASSES[found.after_places[place]].value,
            "score": _known(snapshot.score[place]),
            "income": _known(snapshot.income[place]),
            "lacks_before": _span(lacks[0], row),
            "lacks_after": _span(lacks[1], row),
        }
        for row, (one, place) in enumerate(zip(ids, places, strict=True))
    ]


def _known(value: np.float64) -> int | None:
    return None if np.isnan(value) else int(value)


def _span(lacks: tuple[NDArray[np.uint8], NDArray[np.uint8]], row: int) -> str:
    """How many indicators a household lacks: one number, or from the sure to the possible."""
    least, most = int(lacks[0][row]), int(lacks[1][row])
    return str(least) if least == most else f"{least}–{most}"


def frame(asked: Chosen, scope: Scope) -> pl.DataFrame:
    """Every household of the list, for a file. Raises ``Refused`` for more than a person waits for."""
    if len(asked.places) > MOST_ROWS:
        said = _("Danh sách dài quá {most} dòng. Hãy lọc bớt (theo xã, diện…) rồi xuất lại.")
        raise Refused(said.format(most=MOST_ROWS), code="list_too_long")
    rows = []
    for start in range(0, len(asked.places), 2_000):
        rows += let_out(_rows(asked.found, asked.places[start : start + 2_000], scope))
    return pl.DataFrame(
        {
            _("Chủ hộ"): [row["home"].head_name if row["home"] else "" for row in rows],
            _("Thôn, tổ"): [row["home"].village if row["home"] else "" for row in rows],
            _("Xã"): [row["commune"] for row in rows],
            _("Mã xã"): [row["code"] for row in rows],
            _("Loại theo chuẩn"): [class_words(row["before"]) for row in rows],
            _("Loại theo giả định"): [class_words(row["after"]) for row in rows],
            _("Điểm thu nhập"): [row["score"] for row in rows],
            _("Thu nhập (đồng/người/tháng)"): [row["income"] for row in rows],
            _("Thiếu hụt theo chuẩn"): [row["lacks_before"] for row in rows],
            _("Thiếu hụt theo giả định"): [row["lacks_after"] for row in rows],
        },
        strict=False,
    )
