"""Words of places: levels, types of unit, what a change did, what a share rests on."""

from enum import StrEnum


class UnitLevel(StrEnum):
    """The tiers of government, from the top; districts exist until 30 June 2025."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    VILLAGE = "village"


class UnitType(StrEnum):
    """Official kinds of unit, in their own words; those of a village are customary."""

    TINH = "tỉnh"
    THANH_PHO_TRUNG_UONG = "thành phố trung ương"
    QUAN = "quận"
    HUYEN = "huyện"
    THI_XA = "thị xã"
    THANH_PHO = "thành phố"
    PHUONG = "phường"
    XA = "xã"
    THI_TRAN = "thị trấn"
    DAC_KHU = "đặc khu"
    THON = "thôn"
    TO_DAN_PHO = "tổ dân phố"
    OTHER = "khác"


TYPES_OF_LEVEL = {
    UnitLevel.PROVINCE: {UnitType.TINH, UnitType.THANH_PHO_TRUNG_UONG},
    UnitLevel.DISTRICT: {UnitType.QUAN, UnitType.HUYEN, UnitType.THI_XA, UnitType.THANH_PHO},
    UnitLevel.COMMUNE: {UnitType.PHUONG, UnitType.XA, UnitType.THI_TRAN, UnitType.DAC_KHU},
    UnitLevel.VILLAGE: {UnitType.THON, UnitType.TO_DAN_PHO, UnitType.OTHER},
}


class AreaType(StrEnum):
    """Rural or urban, as the poverty lines ask; kept as an attribute, never read from a name."""

    RURAL = "rural"
    URBAN = "urban"


class ChangeKind(StrEnum):
    """What a change did. ``rename`` keeps the ground: name, type or area type change, the path stays."""

    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    RENAME = "rename"
    ABOLISH = "abolish"
    CREATE = "create"


class ShareBasis(StrEnum):
    """What a share rests on: the whole unit; the act's own number; people counted; area; names only; the part
    named as the default; nothing but the unit above."""

    WHOLE = "whole"
    ACT = "act"
    POPULATION = "population"
    AREA = "area"
    NAME = "name"
    DEFAULT = "default"
    ABOVE = "above"


class DesignationKind(StrEnum):
    """What an authority's list says a place is; policies ask for it by these words."""

    VERY_DIFFICULT_AREA = "very_difficult_area"
    POOR_COMMUNE = "poor_commune"
