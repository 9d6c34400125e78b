"""The annual report of a demonstrated place, written, submitted and approved as its two officers would."""

from ansinh.accounts.actor import Actor, actor_of
from ansinh.datasets.models import Version
from ansinh.demo.building import Place
from ansinh.demo.officers import users_of
from ansinh.monitoring.actions import Head, make_paper, submit_paper, write_paper
from ansinh.monitoring.enums import PaperKind
from ansinh.monitoring.models import WrittenReport
from ansinh.monitoring.settling import approve_paper
from ansinh.places.models import Unit

# Words alone: every number of the report is the sealed version's.
_TEXTS = {
    "IV": (
        "Việc rà soát được thực hiện đúng trình tự, công khai ở thôn, tổ dân phố trước khi phê duyệt.\n"
        "Còn nơi nhập phiếu chậm; phần giải trình số liệu chưa đều giữa các xã."
    ),
    "V": (
        "Tiếp tục theo dõi, cập nhật biến động của hộ nghèo, hộ cận nghèo.\n"
        "Giao người phụ trách giúp đỡ từng hộ, kiểm tra việc thực hiện chính sách đến tận hộ."
    ),
    "VI": "Đề nghị cấp trên hướng dẫn thống nhất cách giải trình biến động giữa danh sách hộ nghèo và hộ cận nghèo.",
}


# What a report of a simulated year says of itself, in its title and in its first words.
_SIMULATED = "(số liệu mô phỏng)"
_SIMULATED_TEXT = "Số liệu năm {year} là mô phỏng để trình diễn, không phải số liệu đã công bố.\n"
_NO_SUPPORT = "Trong dữ liệu trình diễn, hỗ trợ chỉ được ghi ở năm dựng dữ liệu nên mục này không có số."


def write_report(place: Place, version: Version, *, by: Actor, simulated: bool = False) -> WrittenReport:
    """The annual report of the place for the year of ``version``, issued; the one there is where it was written before."""
    return write_report_of(place, version.unit, int(version.period), by=by, simulated=simulated)


def write_report_of(
    place: Place, unit: Unit, year: int, *, by: Actor, simulated: bool = False, provisional: bool = False
) -> WrittenReport:
    """The annual report of the place for a year, issued; the one there is where it was written before. A ``provisional`` one is
    written before the year's results are approved; once they are, the next call completes it."""
    known = WrittenReport.objects.everywhere().filter(unit=unit, kind=PaperKind.ANNUAL.value, year=year)
    found = known.order_by("-order").first()
    if found is not None and (provisional or not found.provisional):
        return found
    users = users_of(place, by=by)
    officer, chair = (actor_of(user) for user in users)
    made = make_paper(unit=unit, kind=PaperKind.ANNUAL, year=year, by=officer)
    head = Head(
        title=f"{made.title} {_SIMULATED}" if simulated else made.title,
        sent_to=made.sent_to,
        grounds=made.grounds,
        recipients=made.recipients,
        position=made.position,
        signatory=users[1].full_name,
    )
    texts = _TEXTS
    if simulated:
        texts = _TEXTS | {"II": _NO_SUPPORT, "IV": _SIMULATED_TEXT.format(year=year) + _TEXTS["IV"]}
    made = write_paper(report=made, head=head, texts=texts, by=officer)
    made = submit_paper(report=made, by=officer)
    return approve_paper(report=made, by=chair)
