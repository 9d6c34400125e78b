"""Views of lists that somebody saved: one's own, by name; saving under a known name replaces it."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import QueryDict

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.errors import NotFound, Refused
from ansinh.kernel.language import _
from ansinh.work.models import SavedView

# Where a page begins and what it is asked as is of the moment, not of the view.
_OF_THE_MOMENT = ("after", "before", "export", "view")
MOST = 30


def views_of(user: object, listing: str) -> QuerySet[SavedView]:
    """The views somebody saved of a list, by name."""
    return SavedView.objects.filter(user=user, listing=listing).order_by("name", "pk")


def view_of(by: Actor, listing: str, view_id: int) -> SavedView:
    """One of one's own views; raises ``NotFound``, also for somebody else's."""
    found = SavedView.objects.filter(user_id=by.user_id, listing=listing, pk=view_id).first()
    if found is None:
        raise NotFound(_("Không có bộ lọc đã lưu này. Hãy chọn trong danh sách bộ lọc đã lưu."))
    return found


@action(EventName.LIST_VIEW_SAVED)
def save_view(*, listing: str, name: str, query: str, by: Actor) -> SavedView:
    """Keep filters, order and columns of an address under a name.

    Refused: no name, more than ``MOST`` views of the list.
    """
    name = _checked(name)
    kept = QueryDict(query, mutable=True)
    for key in _OF_THE_MOMENT:
        kept.pop(key, None)
    others = SavedView.objects.filter(user_id=by.user_id, listing=listing).exclude(name=name)
    if others.count() >= MOST:
        said = _("Đã có {most} bộ lọc đã lưu. Hãy xóa bớt một bộ lọc rồi lưu lại.")
        raise Refused(said.format(most=MOST), code="too_many_views")
    view, _made = SavedView.objects.update_or_create(
        user_id=by.user_id, listing=listing, name=name, defaults={"query": kept.urlencode()}
    )
    note(listing=listing, view=view.pk, filters=sorted(kept))
    return view


@action(EventName.LIST_VIEW_RENAMED)
def rename_view(*, view: SavedView, name: str, by: Actor) -> SavedView:
    """Give a view another name. Refused: no name, a name that another view of the list has."""
    view.name = _checked(name)
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError as taken:
        said = _("Đã có bộ lọc mang tên này. Hãy chọn tên khác.")
        raise Refused(said, code="view_name_taken") from taken
    note(listing=view.listing, view=view.pk)
    return view


@action(EventName.LIST_VIEW_DELETED)
def delete_view(*, view: SavedView, by: Actor) -> None:
    """The view is kept no more."""
    note(listing=view.listing, view=view.pk)
    view.delete()


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 80:
        raise Refused(_("Hãy đặt tên cho bộ lọc, không quá 80 chữ."), code="view_name_missing")
    return name
