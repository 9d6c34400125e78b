"""Everything a person may be allowed to do: one closed list, roles are made of it."""

from enum import StrEnum

from ansinh.kernel.language import _


class Permission(StrEnum):
    SEE_HOUSEHOLDS = "see_households"
    EDIT_HOUSEHOLDS = "edit_households"
    DECIDE_DUPLICATES = "decide_duplicates"
    IMPORT_FILES = "import_files"
    OPEN_ROUNDS = "open_rounds"
    RUN_CLASSIFICATION = "run_classification"
    RECOGNISE_CLASSES = "recognise_classes"
    APPROVE_ROUNDS = "approve_rounds"
    PRINT_FORMS = "print_forms"
    EDIT_PLACES = "edit_places"
    RECORD_POPULATIONS = "record_populations"

    @property
    def words(self) -> str:
        """The permission in the reader's language."""
        return _(_WORDS[self])


_WORDS = {
    Permission.SEE_HOUSEHOLDS: "Xem hộ và kết quả rà soát",
    Permission.EDIT_HOUSEHOLDS: "Sửa thông tin hộ",
    Permission.DECIDE_DUPLICATES: "Quyết định về người trùng",
    Permission.IMPORT_FILES: "Nạp tệp dữ liệu",
    Permission.OPEN_ROUNDS: "Mở đợt rà soát",
    Permission.RUN_CLASSIFICATION: "Chạy phân loại",
    Permission.RECOGNISE_CLASSES: "Công nhận diện của hộ",
    Permission.APPROVE_ROUNDS: "Phê duyệt kết quả",
    Permission.PRINT_FORMS: "Xem và in biểu",
    Permission.EDIT_PLACES: "Nhập văn bản về đơn vị hành chính",
    Permission.RECORD_POPULATIONS: "Ghi dân số",
}
