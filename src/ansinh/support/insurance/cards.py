"""Cards as they came back: recorded, corrected, ended, each with what was before; the number is shown on purpose only."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ansinh.access.walls import beyond_walls
from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.identifiers import mint_id
from ansinh.kernel.keys import keyring
from ansinh.kernel.language import _
from ansinh.support.delivery.policies import check_proposes, check_reason
from ansinh.support.models import CardLine, CardList, HealthCard
from ansinh.support.sameness import same_people

# The ten digits of the social insurance number, or the fifteen signs of the older cards.
CARD_NUMBER = r"([A-Z]{2}[0-9]{13}|[0-9]{10})"
_SHOWN = 4


def number_of(text: str) -> str:
    """A card number without blanks; raises ``UnusableInput`` for what is none."""
    number = re.sub(r"[ .-]", "", text).upper()
    if not re.fullmatch(CARD_NUMBER, number):
        raise UnusableInput(
            _("Số thẻ gồm 10 chữ số (mã số bảo hiểm xã hội), hoặc 2 chữ cái rồi 13 chữ số."),
            code="card_number_wrong",
        )
    return number


def of_another(indexes: Sequence[bytes], people: Sequence[str]) -> set[bytes]:
    """Which of these numbers (blind indexes) somebody else has than the person (hex) beside it, by whatever list."""
    same = same_people()
    with beyond_walls():
        rows = list(
            HealthCard.objects.everywhere()
            .filter(number_index__in=list(set(indexes)), in_force=True)
            .values_list("number_index", "person_id")
        )
    held: dict[bytes, set[str]] = {}
    for index, person in rows:
        held.setdefault(bytes(index), set()).add(same.get(person.hex, person.hex))
    return {
        index
        for index, person in zip(indexes, people, strict=True)
        if held.get(index, set()) - {same.get(person, person)}
    }


def sealed(number: str, keys: Path) -> dict[str, object]:
    """The columns in which a card keeps its number."""
    ring, row = keyring(keys), mint_id().hex
    return {
        "number_sealed": ring.seal_id(number, row),
        "number_index": ring.blind_index(number),
        "number_end": number[-_SHOWN:],
        "seal_row": row,
    }


def shown(card: HealthCard) -> str:
    """The number with all but its last signs covered."""
    return "•" * 6 + card.number_end


def card_of(line: CardLine) -> HealthCard | None:
    """The card of a line that is in force as it was told last."""
    return HealthCard.objects.everywhere().filter(line=line, in_force=True).first()


def check_span(valid_from: date, valid_until: date | None) -> None:
    if valid_until is not None and valid_until < valid_from:
        raise UnusableInput(_("Ngày hết hạn trước ngày bắt đầu."), code="dates_reversed")


def add_card(
    *, line: CardLine, number: str, valid_from: date, valid_until: date | None, keys: Path, by: Actor
) -> HealthCard:
    """Write the card of a line. Raises ``UnusableInput`` for a number or span that is none, ``Refused`` where the number is another
    person's."""
    number = number_of(number)
    check_span(valid_from, valid_until)
    columns = sealed(number, keys)
    if of_another([columns["number_index"]], [line.person_id.hex]):  # type: ignore[list-item]
        raise Refused(
            _("Số thẻ này đang là của người khác. Hãy kiểm tra lại số thẻ và người."),
            code="number_of_another",
        )
    return HealthCard.objects.create(
        line=line,
        unit_id=line.unit_id,
        village=line.village,
        household_id=line.household_id,
        person_id=line.person_id,
        policy=line.policy,
        valid_from=valid_from,
        valid_until=valid_until,
        recorded_at=now(),
        recorded_by=by.label,
        **columns,
    )


def _replaced(card: HealthCard, reason: str, by: Actor, **changed: object) -> HealthCard:
    """The card as it is told from now on; the row before stays."""
    held = HealthCard.objects.everywhere().select_for_update(of=("self",)).get(pk=card.pk)
    if not held.in_force:
        raise Refused(_("Thẻ này đã được sửa. Hãy tải lại trang."), code="answered")
    HealthCard.objects.everywhere().filter(pk=held.pk).update(in_force=False)
    kept = {
        one.attname: getattr(held, one.attname)
        for one in HealthCard._meta.concrete_fields
        if one.name != "id"
    }
    told = {"replaces_id": held.pk, "reason": reason, "recorded_at": now(), "recorded_by": by.label}
    return HealthCard.objects.create(**(kept | {"in_force": True} | changed | told))


@action(EventName.CARD_CORRECTED)
def correct_card(
    *,
    card: HealthCard,
    number: str,
    valid_from: date,
    valid_until: date | None,
    reason: str,
    keys: Path,
    by: Actor,
) -> HealthCard:
    """Say what a card's number and days really are, with the reason; a blank ``number`` leaves it. What stood before stays."""
    check_proposes(by, card.unit_id)
    check_not_close([card.household_id], by)
    reason = check_reason(reason)
    check_span(valid_from, valid_until)
    changed: dict[str, object] = {"valid_from": valid_from, "valid_until": valid_until}
    if number.strip():
        changed |= sealed(number_of(number), keys)
        if of_another([changed["number_index"]], [card.person_id.hex]):  # type: ignore[list-item]
            raise Refused(
                _("Số thẻ này đang là của người khác. Hãy kiểm tra lại số thẻ và người."),
                code="number_of_another",
            )
    made = _replaced(card, reason, by, **changed)
    note(subject=f"household:{card.household_id}", card=made.pk, reason=reason)
    return made


@action(EventName.CARD_ENDED)
def end_card(*, card: HealthCard, last_day: date, reason: str, by: Actor) -> HealthCard:
    """A card holds no longer than a day, with the reason."""
    check_proposes(by, card.unit_id)
    check_not_close([card.household_id], by)
    reason = check_reason(reason)
    check_span(card.valid_from, last_day)
    if card.valid_until is not None and card.valid_until <= last_day:
        raise Refused(_("Thẻ đã hết hạn trước ngày ấy."), code="ended_before")
    made = _replaced(card, reason, by, valid_until=last_day)
    note(subject=f"household:{card.household_id}", card=made.pk, reason=reason)
    return made


def end_covers(card_list: CardList, by: Actor) -> int:
    """End the cards of covers that an approved list ends; how many. Part of approving."""
    lines = CardLine.objects.everywhere().filter(list=card_list).exclude(ends=None)
    ended = dict(lines.values_list("ends_id", "ends__ended_on"))
    done = 0
    for start in range(0, len(ended), 5_000):
        run = list(ended)[start : start + 5_000]
        for card in HealthCard.objects.everywhere().filter(line__in=run, in_force=True):
            last = max(ended[card.line_id], card.valid_from)
            if card.valid_until is None or card.valid_until > last:
                _replaced(card, _("Theo danh sách báo giảm, đổi nhóm"), by, valid_until=last)
                done += 1
    return done


@action(EventName.CARD_REVEALED)
def reveal_card(*, card: HealthCard, reason: str, keys: Path, by: Actor) -> str:
    """The whole number of a card; who saw it and why stays in the log."""
    check_proposes(by, card.unit_id)
    reason = check_reason(reason)
    note(subject=f"household:{card.household_id}", card=card.pk, reason=reason)
    return keyring(keys).open_id(bytes(card.number_sealed), card.seal_row)
