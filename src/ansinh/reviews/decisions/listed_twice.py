"""Households on the lists of two communes: found across all, told to each commune as its own household only, decided above.

A commune reads that its household is listed elsewhere too and since when; not where, nor whom. It may ask for a decision;
somebody who has both communes in charge, and did not ask, decides which list it stays on, or that they are two. Nothing is
taken off a list by this: the commune does so in its next review, with the decision as its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from ansinh.access.doers import actor_words
from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.access.scope import Scope
from ansinh.access.walls import beyond_walls
from ansinh.accounts.actor import SYSTEM, Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.households.models import Household
from ansinh.kernel.bulk import as_hex, read_frame
from ansinh.kernel.dates import now
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress, silent
from ansinh.reviews.decisions.enums import ListingBasis, ListingDecision
from ansinh.reviews.decisions.lists import list_everywhere
from ansinh.reviews.decisions.models import DoubleListing, DoubleListingMove, DoubleListingSide

_HEADS = {
    "household": pl.String,
    "index": pl.Binary,
    "name": pl.String,
    "birth_date": pl.Date,
}


@action(EventName.DOUBLE_LISTINGS_SOUGHT)
def seek_double_listings(*, on: date, by: Actor = SYSTEM, progress: Progress = silent) -> int:
    """Compare the heads of every household that is on a list on a day, across communes; how many pairs are new.

    Two heads are one by the keyed digest of their citizen id, else by the same name and whole birth date. A pair that was
    found before is not found again, whatever was decided of it.
    """
    progress("read")
    listed = list_everywhere(on)
    progress("duplicates")
    heads = _heads_of().join(listed, on="household", how="inner")
    pairs = pl.concat([_pairs(heads, ["index"], ListingBasis.CITIZEN_ID), _by_name(heads)]).unique(
        ["household", "household_other"], keep="first", maintain_order=True
    )
    fresh = pairs.join(_known(), on=["household", "household_other"], how="anti", maintain_order="left")
    if fresh.is_empty():
        nothing_changed()
        return 0
    progress("write")
    listings = DoubleListing.objects.bulk_create(
        DoubleListing(basis=basis, found_at=now()) for basis in fresh["basis"]
    )
    DoubleListingSide.objects.everywhere().bulk_create(
        _side(listing, row, suffix)
        for listing, row in zip(listings, fresh.to_dicts(), strict=True)
        for suffix in ("", "_other")
    )
    note(found=fresh.height)
    return fresh.height


def _side(listing: DoubleListing, row: dict, suffix: str) -> DoubleListingSide:
    return DoubleListingSide(
        listing=listing,
        unit_id=row[f"unit_id{suffix}"],
        household_id=row[f"household{suffix}"],
        village=row[f"village{suffix}"],
        list_class=row[f"list_class{suffix}"],
        since=row[f"since{suffix}"],
    )


def _heads_of() -> pl.DataFrame:
    rows = read_frame(
        "SELECT CAST(m.household_id AS VARCHAR(36)), p.citizen_id_index, p.full_name_fold, p.birth_date "
        "FROM households_membership m JOIN households_person p ON p.id = m.person_id "
        "WHERE m.relation = 'head' AND m.valid_until IS NULL",
        [],
        _HEADS,
    )
    return rows.with_columns(as_hex("household"))


def _by_name(heads: pl.DataFrame) -> pl.DataFrame:
    named = heads.filter((pl.col("name") != "") & pl.col("birth_date").is_not_null())
    pairs = _pairs(named, ["name", "birth_date"], ListingBasis.NAME_AND_BIRTH)
    # Two ids that are both known and differ are two people.
    ids = heads.select("household", "index").unique("household")
    told = pairs.join(ids, on="household").join(
        ids, left_on="household_other", right_on="household", suffix="_two"
    )
    differ = (pl.col("index") != pl.col("index_two")).fill_null(False)
    return told.filter(~differ).select(pairs.columns)


def _pairs(heads: pl.DataFrame, keys: Sequence[str], basis: ListingBasis) -> pl.DataFrame:
    """Each two listed households of different communes whose heads have the same keys, once."""
    known = heads.filter(pl.all_horizontal(pl.col(key).is_not_null() for key in keys))
    both = known.join(known, on=list(keys), suffix="_other").filter(
        (pl.col("household") < pl.col("household_other")) & (pl.col("unit_id") != pl.col("unit_id_other"))
    )
    columns = ("household", "unit_id", "village", "list_class", "since")
    return both.select(
        *columns, *(f"{name}_other" for name in columns), pl.lit(basis.value).alias("basis")
    ).sort("household", "household_other")


def _known() -> pl.DataFrame:
    rows = read_frame(
        "SELECT CAST(a.household_id AS VARCHAR(36)), CAST(b.household_id AS VARCHAR(36)) FROM reviews_doublelistingside a "
        "JOIN reviews_doublelistingside b ON b.listing_id = a.listing_id AND b.id <> a.id",
        [],
        {"household": pl.String, "household_other": pl.String},
    )
    return rows.with_columns(as_hex("household", "household_other"))


@dataclass(frozen=True)
class Side:
    """One side as its commune sees it: its own household, since when another commune lists the same one, what was said."""

    side: DoubleListingSide
    since_elsewhere: date | None
    moves: Sequence[DoubleListingMove]
    decided: str
    both: bool


def sides_within(scope: Scope):
    """The sides of communes within a scope: for a commune its own, for who has both in charge both."""
    return DoubleListingSide.objects.within(scope).select_related("household", "unit", "listing")


def side_within(scope: Scope, pk: int) -> Side:
    """One side; raises ``NotFound`` also where it is out of the scope."""
    found = sides_within(scope).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Không có trường hợp này trong địa bàn được giao."), code="no_such_listing")
    other = other_side(found)
    return Side(
        found,
        other.since,
        moves_of(found),
        decided_of(found),
        scope.covers(other.unit_id, other.village),
    )


def other_side(side: DoubleListingSide) -> DoubleListingSide:
    """The other side: for the program, and for who has both communes in charge."""
    with beyond_walls():
        rows = DoubleListingSide.objects.everywhere().select_related("household", "unit")
        return rows.exclude(pk=side.pk).get(listing=side.listing_id)


def moves_of(side: DoubleListingSide) -> list[DoubleListingMove]:
    """What was said about a side reached through a scope before, in order."""
    return list(DoubleListingMove.objects.everywhere().filter(side=side).order_by("pk"))


def decided_of(side: DoubleListingSide) -> str:
    """What was decided about a side; blank while nothing was."""
    said = [one.said for one in moves_of(side) if one.said != ListingDecision.ASKED.value]
    return said[-1] if said else ""


def said_words(said: str) -> str:
    """What was said about a side, in words that name nobody elsewhere."""
    return {
        ListingDecision.ASKED: _("đã đề nghị cấp trên quyết định"),
        ListingDecision.HERE: _("giữ trong danh sách ở đây"),
        ListingDecision.ELSEWHERE: _("giữ ở nơi khác; đưa ra khỏi danh sách ở đây trong kỳ rà soát tới"),
        ListingDecision.DIFFERENT: _("hai hộ khác nhau"),
    }[ListingDecision(said)]


def basis_words(basis: str) -> str:
    """Why two households are thought to be one."""
    return {
        ListingBasis.CITIZEN_ID: _("cùng số định danh của chủ hộ"),
        ListingBasis.NAME_AND_BIRTH: _("cùng họ tên và ngày sinh của chủ hộ"),
    }[ListingBasis(basis)]


@action(EventName.DOUBLE_LISTING_ASKED)
def ask_for_decision(*, side: DoubleListingSide, reason: str, by: Actor) -> DoubleListingMove:
    """The commune asks the next level that has both in charge to decide, saying what it knows of its household."""
    check_may(by, Permission.DECIDE_DUPLICATES, side.unit_id, side.village)
    _check_undecided(side)
    if not reason.strip():
        raise UnusableInput(_("Hãy ghi những gì đã xác minh về hộ này, để cấp trên có căn cứ quyết định."))
    return _say(side, ListingDecision.ASKED, reason.strip(), by)


@action(EventName.DOUBLE_LISTING_DECIDED)
def decide_double_listing(
    *, side: DoubleListingSide, decision: ListingDecision, reason: str, by: Actor
) -> DoubleListingMove:
    """Decide for ``side``: it stays ``here``, or ``elsewhere``, or they are ``different``; the other side is told the mirror.

    Raises ``Refused`` unless ``by`` has both communes in charge, did not ask, and nothing was decided before.
    """
    other = other_side(side)
    scope = scope_of(by, Permission.DECIDE_DUPLICATES)
    if not (scope.covers(side.unit_id, side.village) and scope.covers(other.unit_id, other.village)):
        raise Refused(
            _("Việc này do cấp phụ trách cả hai nơi quyết định. Hãy gửi đề nghị để cấp trên xem xét."),
            code="next_level_decides",
        )
    _check_undecided(side)
    asked = DoubleListingMove.objects.everywhere().filter(side__listing=side.listing_id, by=by.label)
    if asked.exists():
        raise Refused(
            _("{name} đã đề nghị nên không được quyết định.").format(name=actor_words(by)),
            code="asker_decides",
        )
    if decision is ListingDecision.ASKED or not reason.strip():
        raise UnusableInput(_("Hãy chọn quyết định và ghi lý do."))
    mirror = {
        ListingDecision.HERE: ListingDecision.ELSEWHERE,
        ListingDecision.ELSEWHERE: ListingDecision.HERE,
        ListingDecision.DIFFERENT: ListingDecision.DIFFERENT,
    }[decision]
    # The reason was written with both in sight: only who has both in charge is shown it.
    _say(other, mirror, reason.strip(), by)
    move = _say(side, decision, reason.strip(), by)
    note(decided=decision.value)
    return move


def _check_undecided(side: DoubleListingSide) -> None:
    # Both households are held, in one order: what is said of them is only ever added.
    both = [side.household_id, other_side(side).household_id]
    with beyond_walls():
        list(
            Household.objects.everywhere()
            .select_for_update()
            .filter(pk__in=both)
            .order_by("pk")
            .values_list("pk")
        )
    if decided_of(side):
        raise Refused(_("Trường hợp này đã được quyết định."), code="listing_decided")


def _say(side: DoubleListingSide, said: ListingDecision, reason: str, by: Actor) -> DoubleListingMove:
    note(subject=f"double_listing:{side.listing_id}")
    return DoubleListingMove.objects.create(side=side, said=said.value, reason=reason, at=now(), by=by.label)
