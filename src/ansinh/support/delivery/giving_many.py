"""Support in kind written as a set from a checked file, and withdrawn as a set where the file is taken back."""

import polars as pl
from django.db import IntegrityError

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.households.officers import close_to
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.support.models import Delivery, LegalAidCase
from ansinh.support.models.delivery_enums import DeliveryState
from ansinh.work.batches import Checked, record_accepted
from ansinh.work.models import Batch
from ansinh.work.traces import add_traced, traces_of

_COLUMNS = (
    "policy", "agency", "unit_id", "village", "beneficiary", "given_on", "valid_until", "quantity", "amount", "document",
    "once", "kind", "hours", "area",
)  # fmt: skip
_TEXTS = ("course", "term", "result")
_RUN = 5_000


@action(EventName.DELIVERIES_IMPORTED)
def record_deliveries(*, checked: Checked, by: Actor) -> int:
    """Write the rows of a checked file; they wait for their agencies as if each was reported by hand. How many.

    Raises ``Refused`` for the own household or kin, or where somebody wrote one meanwhile: then nothing is written.
    """
    rows: pl.DataFrame = checked.payload["rows"]
    if rows.is_empty():
        nothing_changed()
        return 0
    close = {one.hex for one in close_to(by.user_id).all}
    if close & set(rows["household"].to_list()):
        raise Refused(
            _("Tệp có hộ của bạn hoặc của người thân. Hãy để người khác nạp."), code="own_household"
        )
    batch = record_accepted(checked, by)
    frame = rows.select(
        *_COLUMNS,
        pl.col("household").alias("household_id"),
        pl.col("person").alias("person_id"),
        *(pl.col(name).fill_null("") for name in _TEXTS),
        pl.lit(DeliveryState.REPORTED.value).alias("state"),
        pl.lit(now()).alias("recorded_at"),
        pl.lit(by.label).alias("recorded_by"),
        pl.lit("").alias("confirmed_by"),
        pl.lit("").alias("withdrawn_by"),
        pl.lit("").alias("withdrawn_reason"),
    )
    try:
        add_traced(Delivery, frame, batch.pk)
    except IntegrityError as failure:
        raise Refused(
            _("Có khoản vừa được ghi. Chưa ghi gì của tệp; hãy kiểm tra lại tệp."), code="changed_meanwhile"
        ) from failure
    note(subject=f"batch:{batch.pk}", digest=checked.digest, deliveries=rows.height)
    return rows.height


def withdraw_batch(batch: Batch, by: Actor) -> int:
    """Withdraw everything a file brought, in the current transaction; how many. Raises ``Refused`` where an agency confirmed one."""
    ids = [key for _model, _verb, image in traces_of(batch) for key in image["id"].to_list()]
    done = 0
    for start in range(0, len(ids), _RUN):
        rows = Delivery.objects.everywhere().filter(pk__in=ids[start : start + _RUN])
        confirmed = rows.filter(state=DeliveryState.CONFIRMED.value).count()
        if confirmed or LegalAidCase.objects.everywhere().filter(delivery__in=rows).exists():
            raise Refused(
                _(
                    "Không rút lại được: cơ quan thực hiện đã xác nhận {count} khoản của tệp này. Hãy đề nghị cơ quan ấy rút từng khoản trước."
                ).format(count=confirmed),
                code="confirmed_since",
            )
        done += rows.filter(state=DeliveryState.REPORTED.value).update(
            state=DeliveryState.WITHDRAWN.value,
            withdrawn_at=now(),
            withdrawn_by=by.label,
            withdrawn_reason=_("Rút lại tệp đã nạp"),
        )
    return done
