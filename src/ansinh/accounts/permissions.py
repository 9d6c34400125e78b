"""Everything a person may be allowed to do: one closed list, roles are made of it."""

from enum import StrEnum

from ansinh.kernel.language import _


class Permission(StrEnum):
    SEE_HOUSEHOLDS = "see_households"
    EDIT_HOUSEHOLDS = "edit_households"
    DECIDE_DUPLICATES = "decide_duplicates"
    IMPORT_FILES = "import_files"
    EXPORT_LISTS = "export_lists"
    OPEN_ROUNDS = "open_rounds"
    ENTER_ANSWERS = "enter_answers"
    RUN_CLASSIFICATION = "run_classification"
    RECOGNISE_CLASSES = "recognise_classes"
    PREPARE_DOSSIERS = "prepare_dossiers"
    HOLD_MEETINGS = "hold_meetings"
    SUPERVISE_REVIEWS = "supervise_reviews"
    GIVE_OPINION = "give_opinion"
    DECIDE_LISTS = "decide_lists"
    APPROVE_ROUNDS = "approve_rounds"
    SET_LOCAL_CLOCKS = "set_local_clocks"
    SEE_REQUESTS = "see_requests"
    RECEIVE_REQUESTS = "receive_requests"
    DECIDE_REQUESTS = "decide_requests"
    HEAR_APPEALS = "hear_appeals"
    ISSUE_PAPERS = "issue_papers"
    EDIT_TEMPLATES = "edit_templates"
    PRINT_FORMS = "print_forms"
    WATCH_PROGRESS = "watch_progress"
    SEND_REPORTS = "send_reports"
    READ_LOG = "read_log"
    MANAGE_PEOPLE = "manage_people"
    EDIT_PLACES = "edit_places"
    RECORD_POPULATIONS = "record_populations"
    PLAN_SUPPORT = "plan_support"
    PROPOSE_SUPPORT = "propose_support"
    APPROVE_SUPPORT = "approve_support"
    CONFIRM_DELIVERIES = "confirm_deliveries"
    KEEP_PLANS = "keep_plans"
    APPROVE_REPORTS = "approve_reports"
    INSPECT = "inspect"
    APPROVE_PLANS = "approve_plans"
    VIEW_BUDGETS = "view_budgets"
    MAKE_BUDGETS = "make_budgets"
    APPROVE_BUDGETS = "approve_budgets"
    KEEP_OUTREACH = "keep_outreach"
    APPROVE_OUTREACH = "approve_outreach"

    @property
    def words(self) -> str:
        """The permission in the reader's language."""
        return _(_WORDS[self])


_WORDS = {
    Permission.SEE_HOUSEHOLDS: "Xem hộ và kết quả rà soát",
    Permission.EDIT_HOUSEHOLDS: "Sửa thông tin hộ",
    Permission.DECIDE_DUPLICATES: "Quyết định về người trùng",
    Permission.IMPORT_FILES: "Nạp tệp dữ liệu",
    Permission.EXPORT_LISTS: "Xuất danh sách",
    Permission.OPEN_ROUNDS: "Mở đợt rà soát",
    Permission.ENTER_ANSWERS: "Nhập phiếu rà soát",
    Permission.RUN_CLASSIFICATION: "Chạy phân loại",
    Permission.RECOGNISE_CLASSES: "Công nhận diện của hộ",
    Permission.PREPARE_DOSSIERS: "Lập hồ sơ rà soát của xã",
    Permission.HOLD_MEETINGS: "Ghi cuộc họp thôn",
    Permission.SUPERVISE_REVIEWS: "Giám sát việc rà soát",
    Permission.GIVE_OPINION: "Cho ý kiến về kết quả của xã",
    Permission.DECIDE_LISTS: "Quyết định công nhận danh sách",
    Permission.APPROVE_ROUNDS: "Phê duyệt kết quả",
    Permission.SET_LOCAL_CLOCKS: "Ghi thời hạn của quy trình theo văn bản địa phương",
    Permission.SEE_REQUESTS: "Xem đề nghị và phản ánh",
    Permission.RECEIVE_REQUESTS: "Tiếp nhận đề nghị và phản ánh",
    Permission.DECIDE_REQUESTS: "Giải quyết đề nghị và phản ánh",
    Permission.HEAR_APPEALS: "Giải quyết khiếu nại",
    Permission.ISSUE_PAPERS: "Lập và in giấy tờ",
    Permission.EDIT_TEMPLATES: "Sửa mẫu giấy tờ",
    Permission.PRINT_FORMS: "Xem và in biểu",
    Permission.WATCH_PROGRESS: "Theo dõi tiến độ",
    Permission.SEND_REPORTS: "Gửi báo cáo",
    Permission.READ_LOG: "Đọc nhật ký",
    Permission.MANAGE_PEOPLE: "Quản lý người dùng và vai trò",
    Permission.EDIT_PLACES: "Nhập văn bản về đơn vị hành chính",
    Permission.RECORD_POPULATIONS: "Ghi dân số",
    Permission.PLAN_SUPPORT: "Ghi nhu cầu và lập kế hoạch hỗ trợ của hộ",
    Permission.PROPOSE_SUPPORT: "Đề nghị hưởng chính sách, lập đợt chi trả",
    Permission.APPROVE_SUPPORT: "Duyệt hưởng chính sách, phát hành đợt chi trả",
    Permission.CONFIRM_DELIVERIES: "Xác nhận hỗ trợ của ngành đã giao",
    Permission.KEEP_PLANS: "Ghi văn bản, kế hoạch, chỉ tiêu",
    Permission.APPROVE_REPORTS: "Duyệt báo cáo, văn bản",
    Permission.INSPECT: "Kiểm tra, giám sát cơ sở",
    Permission.VIEW_BUDGETS: "Xem kinh phí chương trình",
    Permission.MAKE_BUDGETS: "Lập dự toán, phân bổ, chứng từ chi, quyết toán",
    Permission.APPROVE_BUDGETS: "Duyệt dự toán, phân bổ, chứng từ chi, quyết toán",
    Permission.APPROVE_PLANS: "Ban hành kế hoạch, duyệt số giao cho cấp dưới",
    Permission.KEEP_OUTREACH: "Ghi quỹ, quà, truyền thông, tập huấn, hồ sơ khen thưởng",
    Permission.APPROVE_OUTREACH: "Duyệt chi quỹ, quyết định khen thưởng",
}
