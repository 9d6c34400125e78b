"""To whom a message goes, and what it says."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from ansinh.access.roles import ROLES
from ansinh.accounts.models import User
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.places.models import Unit
from ansinh.places.queries import search
from ansinh.work.messages import holders_of
from ansinh.work.todo import TodoKind

_OWN_PAGE = re.compile(r"/[a-z0-9/?=&._-]*")
_FEW = 8


def _body(required: bool) -> forms.CharField:
    return forms.CharField(
        label=later("Nội dung"),
        required=required,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        help_text=later("Không ghi tên hộ, số căn cước; hãy dẫn đường tới trang của hộ."),
    )


def _text(label: Any, *, required: bool, length: int = 200, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=length,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReplyForm(forms.Form):
    body = _body(required=True)


class SendForm(forms.Form):
    """A person, or a role at a place; the two are never mixed."""

    person = _text(later("Người nhận"), required=False, hint=later("Tên đăng nhập hoặc họ tên."))
    role = forms.ChoiceField(label=later("hoặc vai trò"), required=False)
    place = _text(later("ở địa bàn"), required=False, hint=later("Tên hoặc mã đơn vị."))
    subject = _text(later("Tiêu đề"), required=True)
    body = _body(required=False)
    href = _text(
        later("Đường dẫn tới trang trong hệ thống"),
        required=False,
        hint=later("Ví dụ /requests/12. Ai không có quyền mở trang thì không xem được gì."),
    )
    receivers: Sequence[User] = ()
    receiver_words = ""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["role"].choices = [("", "–"), *((role.code, role.words) for role in ROLES.values())]

    def clean_href(self) -> str:
        href = str(self.cleaned_data["href"])
        if href and (not _OWN_PAGE.fullmatch(href) or href.startswith("//")):
            raise forms.ValidationError(_("Chỉ dẫn tới trang trong hệ thống này, bắt đầu bằng dấu /."))
        return href

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        person, role, place = (str(given.get(name) or "").strip() for name in ("person", "role", "place"))
        if bool(person) == bool(role):
            self.add_error("person", _("Hãy ghi một người, hoặc chọn một vai trò và địa bàn."))
        elif person:
            self._to_person(person)
        else:
            self._to_role(role, place)
        return given

    def _to_person(self, words: str) -> None:
        active = User.objects.active()
        found = list(active.filter(username=words)[:1]) or list(
            active.filter(name_fold__contains=f" {fold(words)}").order_by("name_sort", "pk")[: _FEW + 1]
        )
        if len(found) == 1:
            self.receivers, self.receiver_words = found, found[0].full_name or found[0].username
        elif found:
            names = "; ".join(f"{one.full_name} ({one.username})" for one in found[:_FEW])
            said = _("Có nhiều người tên như vậy. Hãy ghi tên đăng nhập: {names}.")
            self.add_error("person", said.format(names=names))
        else:
            self.add_error("person", _("Không có ai đang hoạt động với tên này."))

    def _to_role(self, role: str, place: str) -> None:
        units = self._places(place)
        if len(units) == 1:
            self.receivers = holders_of(role, units[0])
            self.receiver_words = f"{ROLES[role].words}, {units[0].name}"
        elif units:
            names = "; ".join(f"{one.name} ({one.code})" for one in units[:_FEW])
            self.add_error(
                "place", _("Có nhiều địa bàn tên như vậy. Hãy ghi mã: {names}.").format(names=names)
            )
        else:
            self.add_error("place", _("Không có địa bàn này hôm nay. Hãy ghi tên hoặc mã."))

    @staticmethod
    def _places(words: str) -> list[Unit]:
        exact = list(Unit.objects.on(today()).filter(code=words))
        return exact or (search(words, today(), None, _FEW) if words else [])


class RemindersForm(forms.Form):
    on = forms.MultipleChoiceField(
        label=later("Nhắc tôi về"), required=False, widget=forms.CheckboxSelectMultiple()
    )

    def __init__(self, *args: Any, kinds: Sequence[TodoKind], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["on"].choices = [(kind.name, kind.words()) for kind in kinds]
