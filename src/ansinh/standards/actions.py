"""Adopting a local standard, loading a table of points."""

import tomllib
from pathlib import Path

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.places.queries import unit_at
from ansinh.standards.adopted import overlay_of
from ansinh.standards.models import LocalStandard, ScoreRow
from ansinh.standards.registry import standard
from ansinh.standards.scores import read_scores

_KEYS = {"place", "base", "act", "verified", "numbers", "indicators", "on"}


@action(EventName.OVERLAY_ADOPTED)
def adopt_local_standard(*, file: Path, by: Actor) -> LocalStandard:
    """Adopt the local standard in a TOML file: ``place``, ``base``, ``act``, ``[numbers]``, maybe ``indicators``,
    ``verified`` and ``on`` (the date on which ``place`` is a code; today by default).

    The same content again changes nothing. Raises ``UnusableInput``, ``WrongOverlay`` or ``UnknownPlace``.
    """
    table = _read(file)
    unit = unit_at(str(table["place"]), table.get("on") or today())
    adopted = LocalStandard(
        unit=unit,
        place_code=unit.code,
        base=table["base"],
        numbers=table.get("numbers", {}),
        indicators=table.get("indicators"),
        act=str(table["act"]).strip(),
        verified=bool(table.get("verified", False)),
        recorded_at=now(),
        recorded_by=by.label,
    )
    # Refused here rather than at the first classification: an overlay must fit its standard.
    standard(adopted.code, overlay=overlay_of(adopted))
    last = LocalStandard.objects.filter(base=adopted.base, place_code=unit.code).order_by("-pk").first()
    same = ("numbers", "indicators", "act", "verified")
    if last is not None and all(getattr(last, name) == getattr(adopted, name) for name in same):
        nothing_changed()
        return last
    adopted.save(force_insert=True)
    note(subject=f"standard:{adopted.code}", place=unit.code, numbers=adopted.numbers, act=adopted.act)
    return adopted


def _read(file: Path) -> dict:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnusableInput(_("{file}: không đọc được tệp TOML.").format(file=file.name)) from error
    lacking = [key for key in ("place", "base", "act") if not table.get(key)]
    strange = sorted(set(table) - _KEYS)
    if lacking or strange:
        raise UnusableInput(
            _("{file}: thiếu {lacking}; không hiểu {strange}. Cần place, base, act và [numbers].").format(
                file=file.name, lacking=", ".join(lacking) or "—", strange=", ".join(strange) or "—"
            )
        )
    return table


@action(EventName.SCORE_TABLE_LOADED)
def load_score_table(*, file: Path, by: Actor) -> int:
    """Load a table of points; the number of rows written. The same table again changes nothing.

    Raises ``UnusableScores`` with every finding of the file.
    """
    table = read_scores(file)
    if ScoreRow.objects.filter(standard=table.standard, checksum=table.checksum).exists():
        nothing_changed()
        return 0
    moment = now()
    rows = [
        ScoreRow(
            standard=table.standard,
            region=region,
            item=item,
            option=option,
            points=points,
            source=table.source,
            checksum=table.checksum,
            recorded_at=moment,
            recorded_by=by.label,
        )
        for region, items in table.points.items()
        for item, options in items.items()
        for option, points in options.items()
    ]
    ScoreRow.objects.bulk_create(rows, batch_size=500)
    note(subject=f"scores:{table.standard}", rows=len(rows), source=table.source, checksum=table.checksum)
    return len(rows)
