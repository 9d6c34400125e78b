"""vn-2022: Decree 07/2021/NĐ-CP, lists of 2022 to 2026, 12 indicators."""
