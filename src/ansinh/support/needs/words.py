"""Words of needs."""

from datetime import date

from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _
from ansinh.support.models import Need
from ansinh.support.models.planning_enums import NeedSource


def source_words(source: str) -> str:
    """Where a need is known from."""
    return {
        NeedSource.SURVEY: _("khi khảo sát"),
        NeedSource.REQUEST: _("hộ đề nghị"),
        NeedSource.VISIT: _("khi đến thăm"),
    }[NeedSource(source)]


def need_state(need: Need, on: date) -> tuple[str, str]:
    """Kind of status and words of a need on a day."""
    if need.withdrawn_on is not None:
        return "neutral", _("đã rút ngày {day}").format(day=shown_date(need.withdrawn_on))
    if need.until is not None and need.until < on:
        return "neutral", _("hết hạn ngày {day}").format(day=shown_date(need.until))
    return "waiting", _("còn nhu cầu")
