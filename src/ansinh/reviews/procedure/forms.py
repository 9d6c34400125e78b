"""What people type into the pages of the procedure."""

from typing import Any

from django import forms

from ansinh.accounts.models import User
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.places.models import Unit
from ansinh.reviews.procedure.enums import Capacity, OffReason, Verdict, clock_words
from ansinh.reviews.procedure.meetings import Present
from ansinh.reviews.procedure.models import QuickMarker
from ansinh.reviews.procedure.regime import Regime, regimes

_REASON = forms.Textarea(attrs={"rows": 2})


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=later("Lý do"), max_length=500, widget=_REASON)


class DrawUpForm(forms.Form):
    until = DayField(
        label=later("Lấy đơn nhận đến hết ngày"), required=False, help_text=later("Để trống: đến hôm nay.")
    )


class AddForm(forms.Form):
    """A household of the commune by its number."""

    household = forms.CharField(
        label=later("Mã hộ"),
        max_length=120,
        help_text=later("Mã ghi ở trang của hộ; hộ chưa có trong hệ thống thì lập hộ mới trước."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    why = forms.CharField(label=later("Lý do bổ sung"), max_length=500, widget=_REASON)


class TakeOffForm(forms.Form):
    off_reason = forms.ChoiceField(label=later("Vì sao đưa hộ ra"))
    why = forms.CharField(
        label=later("Căn cứ"),
        max_length=500,
        widget=_REASON,
        help_text=later("Hộ đã chuyển đi hoặc không còn: ghi biến động ở trang của hộ để số liệu khớp."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["off_reason"].choices = [(one.value, one.words) for one in OffReason]  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    """A surveyor for a whole village."""

    village = forms.ChoiceField(label=later("Thôn, tổ dân phố"), required=False)
    surveyor = forms.ModelChoiceField(label=later("Rà soát viên"), queryset=User.objects.none())

    def __init__(self, *args: Any, villages: list[str], surveyors: list[User], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["village"].choices = [(name, name or _("(chưa ghi thôn)")) for name in villages]  # type: ignore[attr-defined]
        field = self.fields["surveyor"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in surveyors]).order_by("full_name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.full_name or one.username} ({one.username})"  # type: ignore[attr-defined]


class MarkerForm(forms.Form):
    words = forms.CharField(label=later("Dấu hiệu"), max_length=300)
    source = forms.CharField(
        label=later("Chép từ văn bản nào"),
        max_length=200,
        help_text=later("Số, ngày văn bản, phụ lục, mục."),
    )
    verified = forms.BooleanField(
        label=later("Tôi đã đọc nguyên văn và chép đúng"),
        required=False,
        help_text=later("Chưa đánh dấu thì mọi trang dùng dấu hiệu này ghi «chưa kiểm chứng»."),
    )


class LocalClockForm(forms.Form):
    """A time limit as an act of a place has it."""

    unit = forms.ChoiceField(label=later("Địa bàn"))
    clock = forms.ChoiceField(label=later("Thời hạn"))
    days = forms.IntegerField(
        label=later("Số ngày"),
        required=False,
        min_value=1,
        help_text=later("Để trống: từ ngày áp dụng lại theo số của quy định chung."),
    )
    valid_from = DayField(label=later("Áp dụng từ ngày"))
    act = forms.CharField(
        label=later("Văn bản"), max_length=200, help_text=later("Số, ngày, cơ quan ban hành, điều khoản.")
    )
    verified = forms.BooleanField(
        label=later("Tôi đã đọc nguyên văn và ghi đúng"),
        required=False,
        help_text=later("Chưa đánh dấu thì mọi trang dùng thời hạn này ghi «chưa kiểm chứng»."),
    )

    def __init__(self, *args: Any, units: list[Unit], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["unit"].choices = [(str(one.pk), one.name) for one in units]  # type: ignore[attr-defined]
        self.fields["clock"].choices = [  # type: ignore[attr-defined]
            (f"{law.code}.{code}", f"{clock_words(code)} · {law.said}")
            for law in regimes().values()
            if law.is_law and (law.valid_until is None or law.valid_until >= today())
            for code in law.clocks
        ]


class QuickForm(forms.Form):
    """Phiếu A of one household."""

    markers = forms.MultipleChoiceField(
        label=later("Dấu hiệu thấy ở hộ"), required=False, widget=forms.CheckboxSelectMultiple
    )
    passes = forms.ChoiceField(label=later("Kết luận"), widget=forms.RadioSelect)
    reason = forms.CharField(label=later("Lý do"), required=False, max_length=500, widget=_REASON)
    on = DayField(label=later("Ngày lập Phiếu A"))

    def __init__(self, *args: Any, markers: list[QuickMarker], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["markers"].choices = [(str(one.pk), one.words) for one in markers]  # type: ignore[attr-defined]
        self.fields["passes"].choices = [  # type: ignore[attr-defined]
            ("yes", _("Khảo sát bằng Phiếu B")),
            ("no", _("Không khảo sát")),
        ]


class MeetingForm(forms.Form):
    """The minutes of a village's meeting, without its votes."""

    held_on = DayField(label=later("Ngày họp"))
    started = forms.CharField(label=later("Bắt đầu"), max_length=20, initial="19 giờ 30")
    ended = forms.CharField(label=later("Kết thúc"), max_length=20)
    place = forms.CharField(label=later("Nơi họp"), max_length=200)
    chair = forms.CharField(label=later("Người chủ trì"), max_length=120)
    chair_position = forms.CharField(label=later("Chức vụ"), max_length=120)
    secretary = forms.CharField(label=later("Thư ký"), max_length=120)
    representative = forms.CharField(
        label=later("Đại diện hộ dân ký biên bản"),
        max_length=200,
    )
    present = NumberField(label=later("Số người dự họp"), minimum=1)
    households_present = NumberField(label=later("Trong đó số đại diện hộ"), minimum=0)
    attendees = forms.CharField(
        label=later("Thành phần dự họp"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=later("Mỗi người một dòng: thành phần; họ tên; chức vụ."),
    )
    agenda = forms.CharField(
        label=later("Nội dung họp"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("Mỗi nội dung một dòng."),
    )
    opinions = forms.CharField(
        label=later("Ý kiến tại cuộc họp"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_attendees(self) -> list[Present]:
        """One line a person; the capacity is one of the law's."""
        known = {one.words.casefold(): one for one in Capacity}
        found = []
        for number, line in enumerate(self.cleaned_data["attendees"].splitlines(), start=1):
            parts = [part.strip() for part in line.split(";")]
            if not line.strip():
                continue
            capacity = known.get(parts[0].casefold())
            if capacity is None or len(parts) < 2 or not parts[1]:
                raise forms.ValidationError(
                    _(
                        "Dòng {number}: viết «thành phần; họ tên; chức vụ». Thành phần là một trong: {known}."
                    ).format(number=number, known="; ".join(one.words for one in Capacity))
                )
            found.append(Present(capacity, parts[1], parts[2] if len(parts) > 2 else ""))
        return found


def attendance_lines() -> str:
    """The capacities of the law, a line each, for who fills the minutes in."""
    return "\n".join(f"{one.words}; ; " for one in Capacity)


def agenda_lines() -> str:
    """What a meeting deals with, a line each."""
    return "\n".join(
        (_("Công bố kết quả rà soát từng hộ"), _("Lấy ý kiến, biểu quyết từng hộ"), _("Thông qua biên bản"))
    )


class SupervisionForm(forms.Form):
    on = DayField(label=later("Ngày giám sát"))
    text = forms.CharField(label=later("Nội dung giám sát"), widget=forms.Textarea(attrs={"rows": 3}))


class PostForm(forms.Form):
    on = DayField(label=later("Ngày niêm yết"))
    places = forms.MultipleChoiceField(
        label=later("Đã niêm yết tại"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, law: Regime, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["places"].choices = [(one.code, one.said) for one in law.places]  # type: ignore[attr-defined]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class InvitationForm(forms.Form):
    """The invitation to a village's meeting."""

    day = DayField(label=later("Ngày họp"))
    time = forms.CharField(label=later("Giờ họp"), max_length=20, initial="19 giờ 30")
    place = forms.CharField(label=later("Nơi họp"), max_length=200)
    chair = forms.CharField(label=later("Người chủ trì"), max_length=160)
    guests = forms.CharField(
        label=later("Thành phần mời"),
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=later("Mỗi thành phần một dòng."),
    )
    agenda = forms.CharField(
        label=later("Nội dung họp"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("Mỗi nội dung một dòng."),
    )
    contact = forms.CharField(label=later("Liên hệ"), max_length=160, required=False)
    signatory = forms.CharField(label=later("Họ tên người ký"), max_length=120, required=False)

    def clean_guests(self) -> list[str]:
        return _lines(self.cleaned_data["guests"])

    def clean_agenda(self) -> list[str]:
        return _lines(self.cleaned_data["agenda"])


class NoticeForm(forms.Form):
    """The notice of the posted lists."""

    feedback_to = forms.CharField(label=later("Nơi nhận ý kiến"), max_length=200)
    signatory = forms.CharField(label=later("Họ tên người ký"), max_length=120, required=False)


class DayForm(forms.Form):
    on = DayField(label=later("Ngày"))


class OpinionForm(forms.Form):
    """The district's answer."""

    verdict = forms.ChoiceField(label=later("Ý kiến"), widget=forms.RadioSelect)
    on = DayField(label=later("Ngày của văn bản"))
    text_number = forms.CharField(label=later("Số văn bản"), max_length=80)
    text = forms.CharField(
        label=later("Ý kiến chung hoặc lý do trả lại"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["verdict"].choices = [(one.value, one.words) for one in Verdict]  # type: ignore[attr-defined]
