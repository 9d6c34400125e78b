"""The gallery: every named component as it looks, with the code that calls it."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import Nothing, Open, route
from ansinh.kernel.web.forms import DayField, NumberField, later
from ansinh.kernel.web.listing import Column, Filter, Listing, Page
from ansinh.kernel.web.pages import page
from ansinh.portal.gallery_drawings import drawings

EXAMPLES = Path(__file__).parent / "templates/portal/gallery"


@dataclass(frozen=True)
class Example:
    """One component: the template that calls it and that template's own text."""

    name: str
    template: str
    code: str


def examples() -> list[Example]:
    """One for each file of ``templates/portal/gallery``, by name."""
    return [
        Example(file.stem, f"portal/gallery/{file.name}", file.read_text(encoding="utf-8").strip())
        for file in sorted(EXAMPLES.glob("*.html"))
    ]


class SampleForm(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label=later("Họ và tên"), help_text=later("Như trên căn cước công dân."))
    day = DayField(label=later("Ngày sinh"))
    area = NumberField(label=later("Diện tích nhà ở (m²)"), decimals=1, required=False)
    reason = forms.ChoiceField(
        label=later("Lý do"), choices=[("moved", later("Chuyển đi")), ("died", later("Qua đời"))]
    )
    side = forms.ChoiceField(
        label=later("Khu vực"),
        choices=[("rural", later("Nông thôn")), ("urban", later("Thành thị"))],
        widget=forms.RadioSelect,
    )
    told = forms.BooleanField(label=later("Đã báo cho hộ"), required=False)
    note = forms.CharField(label=later("Ghi chú"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label=later("Văn bản kèm theo"), required=False)


_ROWS = (
    {"id": 1, "head": "Nguyễn Văn Mẫu", "place": "Thôn 1", "klass": "poor", "persons": 4, "state": ("ok", "ok")},
    {"id": 2, "head": "Trần Thị Ví Dụ", "place": "Thôn 1", "klass": "near_poor", "persons": 3, "state": ("ok", "ok")},
    {"id": 3, "head": "Lê Văn Thử", "place": "Thôn 2", "klass": "undetermined", "persons": 5, "state": ("ok", "ok")},
)  # fmt: skip
_PLACES = (("Thôn 1", "Thôn 1"), ("Thôn 2", "Thôn 2"))


def sample_listing(request: HttpRequest) -> Page:
    """A list of three invented rows, with a search, a filter and every tool."""
    listing = Listing(
        key="gallery",
        columns=(
            Column(
                "head", later("Chủ hộ"), lambda row: row["head"], order="head", link=lambda row: "#listing"
            ),
            Column("place", later("Thôn"), lambda row: row["place"]),
            Column("class", later("Diện"), lambda row: row["klass"], kind="class"),
            Column("persons", later("Số người"), lambda row: row["persons"], kind="number", order="persons"),
        ),
        filters=(
            Filter("q", later("Tên chủ hộ"), lambda rows, _value: rows),
            Filter("place", later("Thôn"), lambda rows, _value: rows, choices=lambda _request: _PLACES),
        ),
        sort="head",
    )
    asked = listing.asked(request)
    wanted = asked.values.get("place")
    rows = [row for row in _ROWS if wanted in (None, row["place"])]
    return Page(asked, rows, next="#listing", previous=None)


def samples(request: HttpRequest) -> dict[str, Any]:
    """What the examples show."""
    wrong = SampleForm({"name": "", "day": "31/02/2022", "side": "rural"})
    return {
        "form": SampleForm(),
        "wrong": wrong,
        "listed": sample_listing(request),
        "here": SimpleNamespace(),
        **drawings(),
    }


@route(Open.SIGNED_IN, sees=Nothing.BLANK)
def gallery(request: HttpRequest) -> HttpResponse:
    """Each component with its states and its code."""
    return page(request, "portal/gallery.html", examples=examples(), **samples(request))
