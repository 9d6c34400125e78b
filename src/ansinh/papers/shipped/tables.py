"""The table of a report: places one by one, and the sum."""

from ansinh.papers.layout.decree_30 import listed
from ansinh.papers.layout.word import Table


def results_of_units() -> Table:
    """Places with their poor and near-poor households, flows, and households of average living standard."""
    return listed(
        (
            ("STT", 12, "center", "order"),
            ("Đơn vị", 52, "left", "name"),
            ("Tổng số hộ dân cư", 20, "right", "households"),
            ("Hộ nghèo", 17, "right", "poor"),
            ("Tỷ lệ (%)", 16, "right", "poor_rate"),
            ("Hộ cận nghèo", 17, "right", "near_poor"),
            ("Tỷ lệ (%)", 16, "right", "near_poor_rate"),
            ("Hộ thoát nghèo", 20, "right", "escaped_poor"),
            ("Hộ thoát cận nghèo", 22, "right", "escaped_near_poor"),
            ("Nghèo phát sinh, tái nghèo", 23, "right", "new_poor"),
            ("Cận nghèo phát sinh, tái cận nghèo", 25, "right", "new_near_poor"),
            ("Hộ có mức sống trung bình", 22, "right", "average"),
        ),
        "units",
        size=10.5,
        total="total",
    )
