"""Moving dossiers along the table: a helper of the verbs, which alone change a state, each with the row that says why."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.households.queries import chunked
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused
from ansinh.papers.models import Paper
from ansinh.reviews.enums import FROZEN_STATES
from ansinh.reviews.errors import ChangedMeanwhile
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.models import DossierMove
from ansinh.reviews.procedure.moves import Move, Verb, move_for, refusal
from ansinh.reviews.procedure.regime import Regime, regime
from ansinh.reviews.queries import within_year


def regime_of(dossier: Dossier) -> Regime:
    """The regime of the dossier's round."""
    return regime(dossier.round.procedure)


def lock_dossier(dossier: Dossier) -> Dossier:
    """The dossier as it stands now, kept from others to the end of the transaction. Call inside an action."""
    rows = Dossier.objects.everywhere().select_for_update(of=("self",)).select_related("round__unit", "unit")
    return rows.get(pk=dossier.pk)


def step_of(dossier: Dossier, verb: Verb) -> Move | None:
    """The row by which ``verb`` may be done to the dossier as it stands; none where it may not."""
    in_year = within_year(dossier.round.period)
    return move_for(regime_of(dossier), dossier.state, verb, in_year=in_year)


def check_step(dossier: Dossier, verb: Verb, by: Actor | None = None, *, village: str | None = None) -> Move:
    """The row by which ``verb`` may be done. Raises ``Refused`` with the state and what comes next where no row allows it,
    or where ``by`` may not do it at the commune (or at that village of it)."""
    row = step_of(dossier, verb)
    if row is None:
        in_year = within_year(dossier.round.period)
        raise Refused(
            refusal(regime_of(dossier), dossier.state, verb, place=dossier.unit.name, in_year=in_year),
            code="step_not_open",
            verb=verb.value,
            state=dossier.state,
        )
    if by is not None:
        check_may(by, row.permission, dossier.unit_id, village)
    return row


def move_dossier(
    dossier: Dossier,
    verb: Verb,
    *,
    by: Actor,
    on: date | None = None,
    reason: str = "",
    paper: Paper | None = None,
) -> Move:
    """Move one dossier by ``verb`` in the current transaction; ``dossier.state`` is the new one afterwards.

    A row within a state writes nothing. Raises ``Refused`` where the table has no row, ``ChangedMeanwhile`` where somebody
    moved the dossier since it was read. Permissions and conditions are the verb's own.
    """
    row = check_step(dossier, verb)
    _write([(dossier, row)], by=by, on=on, reason=reason, paper=paper)
    return row


def move_dossiers(
    dossiers: Sequence[Dossier],
    verb: Verb,
    *,
    by: Actor,
    on: date | None = None,
    reason: str = "",
    paper: Paper | None = None,
) -> None:
    """Move many, as ``move_dossier`` does: all or none."""
    _write([(one, check_step(one, verb)) for one in dossiers], by=by, on=on, reason=reason, paper=paper)


def _write(
    rows: Sequence[tuple[Dossier, Move]], *, by: Actor, on: date | None, reason: str, paper: Paper | None
) -> None:
    moved = [(dossier, row) for dossier, row in rows if not row.stays]
    moment, day = now(), on or today()
    DossierMove.objects.bulk_create(
        (
            DossierMove(
                dossier=dossier,
                from_state=row.source.value,
                to_state=row.target.value,
                verb=row.verb.value,
                on=day,
                reason=reason,
                paper=paper,
                at=moment,
                by=by.label,
            )
            for dossier, row in moved
        ),
        batch_size=500,
    )
    for source, target in {(row.source, row.target) for _dossier, row in moved}:
        ids = [one.pk for one, row in moved if (row.source, row.target) == (source, target)]
        for run in chunked(ids):
            found = Dossier.objects.everywhere().filter(pk__in=run, state=source.value)
            # What is frozen opens only together with the number of its correction (``locks``).
            opened = {"openings": F("openings") + 1} if source in FROZEN_STATES else {}
            if found.update(state=target.value, **opened) != len(run):
                raise ChangedMeanwhile
    for dossier, row in moved:
        dossier.state = row.target.value
