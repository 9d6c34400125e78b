"""Certificates, year by year."""

from dataclasses import dataclass
from datetime import date

from ansinh.kernel.web.forms import later
from ansinh.papers.fields import told


@dataclass(frozen=True, kw_only=True)
class CertifiedMember:
    order: int = told(later("Số thứ tự"), 1)
    name: str = told(later("Họ tên"), "Hoàng Thị Hoa")
    ethnicity: str = told(later("Dân tộc"), "Kinh", default="")
    relation: str = told(later("Quan hệ với chủ hộ"), "Vợ")
    birth_male: str = told(later("Năm sinh nam"), "", default="")
    birth_female: str = told(later("Năm sinh nữ"), "1964", default="")
    note: str = told(later("Ghi chú thay đổi"), "", default="")


@dataclass(frozen=True, kw_only=True)
class CertifiedYear:
    """One year's result on a certificate; ``d1``..``d12`` are ``x`` where the household is deprived of the indicator."""

    year: str = told(later("Năm"), "2025")
    confirmed_on: date | None = told(later("Ngày xác nhận"), "2024-12-10", default=None)
    class_mark: str = told(later("Kết quả: N (hộ nghèo) hoặc CN (hộ cận nghèo)"), "N")
    d1: str = told(later("Việc làm"), "x", default="")
    d2: str = told(later("Người phụ thuộc"), "", default="")
    d3: str = told(later("Dinh dưỡng"), "", default="")
    d4: str = told(later("Bảo hiểm y tế"), "x", default="")
    d5: str = told(later("Trình độ giáo dục của người lớn"), "", default="")
    d6: str = told(later("Tình trạng đi học của trẻ em"), "", default="")
    d7: str = told(later("Chất lượng nhà ở"), "x", default="")
    d8: str = told(later("Diện tích nhà ở bình quân"), "", default="")
    d9: str = told(later("Nguồn nước sinh hoạt"), "", default="")
    d10: str = told(later("Nhà tiêu hợp vệ sinh"), "", default="")
    d11: str = told(later("Sử dụng dịch vụ viễn thông"), "", default="")
    d12: str = told(later("Phương tiện phục vụ tiếp cận thông tin"), "", default="")


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """Form 03: the certificate of a poor or near-poor household, confirmed anew each year."""

    kind_words: str = told(later("Loại giấy chứng nhận"), "HỘ NGHÈO, HỘ CẬN NGHÈO")
    head_name: str = told(later("Họ tên chủ hộ"), "Hoàng Văn Em")
    ethnicity: str = told(later("Dân tộc"), "Kinh", default="")
    citizen_id: str = told(later("Số căn cước (che bớt nếu không cần)"), "", default="")
    citizen_id_day: date | None = told(later("Ngày cấp căn cước"), None, default=None)
    residence: str = told(later("Nơi cư trú"), "Thôn 1, xã An Lư, huyện Thủy Nguyên, thành phố Hải Phòng")
    members: tuple[CertifiedMember, ...] = told(later("Thành viên"), ())
    results: tuple[CertifiedYear, ...] = told(later("Kết quả từng năm"), ())
    decision: str = told(later("Theo quyết định"), "Quyết định số 45/QĐ-UBND ngày 10/12/2024")
    signatory: str = told(later("Họ tên người ký"), "Nguyễn Văn An", default="")
    position: str = told(later("Chức vụ người ký"), "CHỦ TỊCH", default="CHỦ TỊCH")
