"""What levels, types, area types and changes of places are called, for people."""

from ansinh.kernel.language import _
from ansinh.places.enums import AreaType, ChangeKind, DesignationKind, ShareBasis, UnitLevel, UnitType


def level_words(level: str) -> str:
    """The words of a level."""
    return {
        UnitLevel.PROVINCE: _("Cấp tỉnh"),
        UnitLevel.DISTRICT: _("Cấp huyện"),
        UnitLevel.COMMUNE: _("Cấp xã"),
        UnitLevel.VILLAGE: _("Thôn, tổ"),
    }[UnitLevel(level)]


def type_words(kind: str) -> str:
    """The words of an official kind of unit."""
    return {
        UnitType.TINH: _("tỉnh"),
        UnitType.THANH_PHO_TRUNG_UONG: _("thành phố trực thuộc trung ương"),
        UnitType.QUAN: _("quận"),
        UnitType.HUYEN: _("huyện"),
        UnitType.THI_XA: _("thị xã"),
        UnitType.THANH_PHO: _("thành phố thuộc tỉnh"),
        UnitType.PHUONG: _("phường"),
        UnitType.XA: _("xã"),
        UnitType.THI_TRAN: _("thị trấn"),
        UnitType.DAC_KHU: _("đặc khu"),
        UnitType.THON: _("thôn"),
        UnitType.TO_DAN_PHO: _("tổ dân phố"),
        UnitType.OTHER: _("loại khác"),
    }[UnitType(kind)]


def area_words(area: str | None) -> str:
    """The words of an area type; units above communes have none."""
    return {AreaType.RURAL.value: _("nông thôn"), AreaType.URBAN.value: _("thành thị")}.get(area or "", "")


def designation_words(kind: str) -> str:
    """What a list says a place is."""
    return {
        DesignationKind.VERY_DIFFICULT_AREA: _("Xã, thôn đặc biệt khó khăn"),
        DesignationKind.POOR_COMMUNE: _("Xã nghèo"),
    }[DesignationKind(kind)]


def kind_words(kind: str) -> str:
    """What a change did."""
    return {
        ChangeKind.MERGE: _("nhập vào"),
        ChangeKind.SPLIT: _("chia một phần sang"),
        ChangeKind.MOVE: _("chuyển sang"),
        ChangeKind.RENAME: _("đổi tên, loại hoặc khu vực thành"),
        ChangeKind.ABOLISH: _("giải thể"),
        ChangeKind.CREATE: _("thành lập"),
    }[ChangeKind(kind)]


def basis_words(basis: str) -> str:
    """What a share rests on; several bases are joined by ``+``."""
    said = {
        "": _("chưa biết tỷ lệ"),
        ShareBasis.WHOLE: _("trọn đơn vị"),
        ShareBasis.ACT: _("theo văn bản"),
        ShareBasis.POPULATION: _("theo dân số"),
        ShareBasis.AREA: _("theo diện tích"),
        ShareBasis.NAME: _("suy từ tên gọi"),
        ShareBasis.DEFAULT: _("phần được coi là mặc định"),
        ShareBasis.ABOVE: _("chỉ biết đơn vị cấp trên"),
    }
    return ", ".join(said[one] for one in basis.split("+"))
