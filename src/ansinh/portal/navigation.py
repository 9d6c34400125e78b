"""The menu: every page a person may come to by name, and who sees it there."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from ansinh.access.assurance import demonstrates
from ansinh.access.models import RoleHolding
from ansinh.access.queries import holdings_of, permissions_in
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.work.messages import unread_count


@dataclass(frozen=True)
class Item:
    """A page in the menu; ``key`` is the letter after ``g`` that leads there."""

    words: Any
    route: str
    needs: P | None
    icon: str
    key: str = ""


@dataclass(frozen=True)
class Group:
    """Pages that stand together; ``rest`` groups share one place at the end of the bar, which has room for seven."""

    words: Any
    items: tuple[Item, ...]
    rest: bool = False


MENU = (
    Group(later("Việc cần làm"), (Item(later("Việc cần làm"), "portal:start", None, "home", "s"),)),
    Group(
        later("Hộ dân"),
        (
            Item(later("Danh sách hộ"), "portal:households", P.SEE_HOUSEHOLDS, "households", "h"),
            Item(later("Lập hộ mới"), "portal:household-new", P.EDIT_HOUSEHOLDS, "plus"),
            Item(later("Nghi trùng người"), "portal:duplicates", P.DECIDE_DUPLICATES, "merge", "d"),
            Item(later("Danh sách của ngày"), "decisions:of-day", P.SEE_HOUSEHOLDS, "list"),
            Item(later("Giấy chứng nhận"), "decisions:certificates", P.SEE_HOUSEHOLDS, "check"),
            Item(later("Hộ mới thoát nghèo"), "decisions:escaped", P.SEE_HOUSEHOLDS, "households"),
            Item(later("Mức sống trung bình"), "decisions:average", P.SEE_HOUSEHOLDS, "households"),
            Item(later("Hộ có tên ở hai nơi"), "decisions:sides", P.DECIDE_DUPLICATES, "merge"),
        ),
    ),
    Group(
        later("Rà soát"),
        (
            Item(later("Kỳ rà soát"), "reviews:rounds", P.WATCH_PROGRESS, "list", "r"),
            Item(later("Hộ tôi rà soát"), "reviews:my-households", P.ENTER_ANSWERS, "check"),
            Item(later("Quy trình rà soát"), "reviews:procedure", None, "book"),
            Item(later("Quyết định công nhận"), "decisions:decisions", P.SEE_HOUSEHOLDS, "check", "q"),
            Item(later("Nạp tệp"), "exchange:imports", P.IMPORT_FILES, "import", "n"),
            Item(later("Phiếu gửi trùng khác nội dung"), "exchange:conflicts", P.EDIT_HOUSEHOLDS, "copy"),
            Item(later("Thiết bị nhập phiếu"), "accounts:devices", P.PREPARE_DOSSIERS, "key"),
            Item(later("Công việc"), "work:jobs", None, "job", "v"),
        ),
    ),
    Group(
        later("Hỗ trợ"),
        (
            Item(later("Chính sách"), "policies:list", None, "book"),
            Item(later("Người đang hưởng"), "delivery:enrolments", P.SEE_HOUSEHOLDS, "check"),
            Item(later("Đợt chi trả"), "delivery:runs", P.SEE_HOUSEHOLDS, "table"),
            Item(later("Thẻ bảo hiểm y tế"), "insurance:lists", P.SEE_HOUSEHOLDS, "table"),
            Item(later("Danh sách thẻ chờ trả lời"), "insurance:to-answer", P.CONFIRM_DELIVERIES, "check"),
            Item(later("Hỗ trợ đã giao"), "delivery:deliveries", P.SEE_HOUSEHOLDS, "check"),
            Item(later("Nhà ở"), "housing:works", P.SEE_HOUSEHOLDS, "house"),
            Item(later("Khoản vay chính sách"), "credit:loans", P.SEE_HOUSEHOLDS, "table"),
            Item(later("Tín dụng của ngân hàng"), "credit:bank", P.CONFIRM_DELIVERIES, "table"),
            Item(later("Trợ giúp pháp lý"), "delivery:legal-aid", P.SEE_HOUSEHOLDS, "book"),
            Item(later("Hỗ trợ chờ xác nhận"), "delivery:to-confirm", P.CONFIRM_DELIVERIES, "check"),
            Item(later("Thiếu sót trong hỗ trợ"), "gaps:matrix", P.SEE_HOUSEHOLDS, "reconcile"),
            Item(later("Nhu cầu hỗ trợ"), "needs:list", P.SEE_HOUSEHOLDS, "list"),
            Item(later("Kế hoạch của hộ"), "caring:villages", P.SEE_HOUSEHOLDS, "households"),
            Item(later("Dữ kiện đã đủ danh sách"), "facts:lists", P.SEE_HOUSEHOLDS, "check"),
            Item(later("Cơ quan, đơn vị"), "agencies:list", P.SEE_HOUSEHOLDS, "folder"),
        ),
    ),
    Group(
        later("Đơn, giấy tờ"),
        (
            Item(later("Danh sách đơn"), "grievances:list", P.SEE_REQUESTS, "empty", "y"),
            Item(later("Tiếp nhận đơn"), "grievances:new", P.RECEIVE_REQUESTS, "plus"),
            Item(later("Sổ văn bản"), "papers:papers", P.ISSUE_PAPERS, "folder", "g"),
            Item(later("Mẫu giấy tờ"), "papers:templates", P.ISSUE_PAPERS, "copy"),
            Item(later("Kiểm tra mã giấy tờ"), "papers:check", None, "check"),
        ),
    ),
    Group(
        later("Biểu, báo cáo"),
        (
            Item(later("Kế hoạch giảm nghèo"), "plans:list", P.PRINT_FORMS, "list"),
            Item(later("Số được giao"), "plans:shares", P.PRINT_FORMS, "list"),
            Item(later("Văn bản chỉ đạo"), "plans:documents", P.PRINT_FORMS, "folder"),
            Item(later("Kinh phí chương trình"), "budgets:overview", P.VIEW_BUDGETS, "table"),
            Item(later("Biểu chính thức"), "reports:versions", P.PRINT_FORMS, "table", "b"),
            Item(later("Báo cáo định kỳ"), "decisions:reports", P.PRINT_FORMS, "table", "k"),
            Item(later("Đối chiếu bảng đã công bố"), "reports:reconcile", P.PRINT_FORMS, "reconcile", "o"),
            Item(later("Số đã công bố"), "reports:published", P.PRINT_FORMS, "reconcile"),
            Item(later("Bảng tổng hợp"), "dashboards:list", P.PRINT_FORMS, "map"),
            Item(later("Đo nghèo đa chiều"), "analytics:versions", P.PRINT_FORMS, "table"),
            Item(later("Thử số khác"), "whatif:ask", P.SEE_HOUSEHOLDS, "whatif", "w"),
        ),
    ),
    Group(
        later("Vận động, truyền thông"),
        (
            Item(later("Quỹ «Vì người nghèo»"), "outreach:funds", P.SEE_HOUSEHOLDS, "table"),
            Item(later("Quà, sổ tiết kiệm, thăm hỏi"), "outreach:gifts", P.SEE_HOUSEHOLDS, "households"),
            Item(later("Người, đơn vị đỡ đầu"), "outreach:sponsors", P.SEE_HOUSEHOLDS, "person"),
            Item(later("Sổ truyền thông theo xã"), "outreach:messages", P.SEE_HOUSEHOLDS, "list"),
            Item(later("Cán bộ giảm nghèo"), "outreach:staff", P.SEE_HOUSEHOLDS, "person"),
            Item(later("Lớp tập huấn"), "outreach:courses", P.SEE_HOUSEHOLDS, "book"),
            Item(later("Khen thưởng"), "outreach:award-files", P.SEE_HOUSEHOLDS, "approve"),
        ),
        rest=True,
    ),
    Group(
        later("Báo cáo, giám sát"),
        (
            Item(later("Báo cáo, văn bản"), "monitoring:reports", P.WATCH_PROGRESS, "table"),
            Item(later("Lịch báo cáo"), "monitoring:calendar", P.WATCH_PROGRESS, "list"),
            Item(later("Báo cáo đột xuất"), "monitoring:asked", P.WATCH_PROGRESS, "list"),
            Item(later("Kiểm tra, giám sát"), "monitoring:inspections", P.SEE_HOUSEHOLDS, "check"),
        ),
        rest=True,
    ),
    Group(
        later("Địa bàn, chuẩn"),
        (
            Item(later("Địa bàn"), "places:list", None, "map", "p"),
            Item(later("Tiêu chuẩn"), "standards:list", None, "book", "t"),
        ),
        rest=True,
    ),
    Group(
        later("Người dùng"),
        (Item(later("Người dùng"), "accounts:people", P.MANAGE_PEOPLE, "person", "u"),),
        rest=True,
    ),
)


def menu_of(path: str, held: Collection[P]) -> Iterator[dict[str, Any]]:
    """The groups of the menu with what a person with these permissions may open; ``path`` is where the person is."""
    for group in MENU:
        items = [_shown(item, path) for item in group.items if item.needs is None or item.needs in held]
        if items:
            yield {"words": group.words, "items": items, "rest": group.rest}


def _shown(item: Item, path: str) -> dict[str, Any]:
    href = reverse(item.route)
    inside = path == href if href == "/" else path.startswith(href)
    return {"words": item.words, "href": href, "icon": item.icon, "key": item.key, "current": inside}


def around(request: HttpRequest) -> dict[str, Any]:
    """What the base layout shows around every page: who works, the menu, whether a right is held."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {
            "actor": None,
            "person": None,
            "place_words": "",
            "menu": [],
            "may": _may_nothing,
            "demonstration": False,
            "unread": 0,
        }
    holdings = holdings_of(actor, today())
    held = permissions_in(holdings)
    return {
        "actor": actor,
        "person": request.user,
        "place_words": ", ".join(dict.fromkeys(_place(one) for one in holdings)),
        "menu": list(menu_of(request.path, held)),
        "may": held.__contains__,
        "demonstration": demonstrates(request),
        "unread": unread_count(actor),
    }


def _place(holding: RoleHolding) -> str:
    unit = holding.unit.name if holding.unit else _("Cả nước")
    return f"{holding.village}, {unit}" if holding.village else unit


def _may_nothing(_permission: P) -> bool:
    return False
