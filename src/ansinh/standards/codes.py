"""The closed lists of answers of the survey format, each code with its words. The order is the format's."""

from ansinh.standards.words import Words

Codes = dict[str, Words]

AREA: Codes = {
    "rural": Words("nông thôn", "rural"),
    "urban": Words("thành thị", "urban"),
}

WATER: Codes = {
    "piped": Words("nước máy", "piped water"),
    "borehole": Words("giếng khoan", "borehole"),
    "protected_well": Words("giếng đào được bảo vệ", "protected dug well"),
    "protected_spring": Words("khe, mó được bảo vệ", "protected spring"),
    "rain": Words("nước mưa", "rain water"),
    "bottled": Words("nước đóng chai, đóng bình", "bottled water"),
    "unprotected_well": Words("giếng đào không được bảo vệ", "unprotected dug well"),
    "unprotected_spring": Words("khe, mó không được bảo vệ", "unprotected spring"),
    "surface": Words("nước mặt (sông, suối, ao, hồ)", "surface water (river, stream, pond, lake)"),
    "other": Words("nguồn khác", "another source"),
}

TOILET: Codes = {
    "septic": Words("tự hoại, bán tự hoại", "septic or semi-septic tank"),
    "pour_flush": Words("thấm dội nước", "pour-flush"),
    "vip": Words("chìm có ống thông hơi", "ventilated improved pit"),
    "seat_pit": Words("hố xí có bệ ngồi", "pit with a seat"),
    "double_vault": Words("hai ngăn", "double vault"),
    "other": Words("loại khác", "another kind"),
    "none": Words("không có nhà tiêu", "no toilet"),
}

SECTOR: Codes = {
    "agriculture": Words("nông nghiệp", "agriculture"),
    "forestry": Words("lâm nghiệp", "forestry"),
    "fishery": Words("ngư nghiệp", "fishery"),
    "salt": Words("diêm nghiệp", "salt making"),
    "other": Words("khác", "other"),
}

RELATION: Codes = {
    "head": Words("chủ hộ", "head"),
    "spouse": Words("vợ hoặc chồng", "spouse"),
    "child": Words("con", "child"),
    "parent": Words("bố, mẹ", "parent"),
    "grandchild": Words("cháu", "grandchild"),
    "sibling": Words("anh, chị, em", "brother or sister"),
    "other": Words("quan hệ khác", "other"),
}

SEX: Codes = {
    "m": Words("nam", "male"),
    "f": Words("nữ", "female"),
}

EMPLOYMENT: Codes = {
    "contract": Words("làm công ăn lương có hợp đồng", "wage work with a contract"),
    "no_contract": Words("làm công ăn lương không có hợp đồng", "wage work without a contract"),
    "self": Words("tự làm (kinh doanh, làm ruộng, làm vườn)", "own business or farm"),
    "seeking": Words("đang tìm mà không có việc", "seeking work and has none"),
    "none": Words("không tham gia lao động", "not in the labour force"),
}

# One list for the level attended and for the highest completed; nobody completes "preschool".
_LEVELS: Codes = {
    "none": Words("", ""),
    "preschool": Words("mầm non", "preschool"),
    "primary": Words("tiểu học", "primary"),
    "lower_secondary": Words("trung học cơ sở", "lower secondary"),
    "upper_secondary": Words("trung học phổ thông", "upper secondary"),
    "vocational": Words("sơ cấp, trung cấp hoặc cao đẳng nghề", "vocational"),
    "higher": Words("đại học, cao đẳng trở lên", "higher"),
}
ATTENDED: Codes = _LEVELS | {"none": Words("không đi học", "attends no school")}
COMPLETED: Codes = {
    code: Words("chưa hoàn thành cấp nào", "no level completed") if code == "none" else words
    for code, words in _LEVELS.items()
    if code != "preschool"
}
