"""vn-2027: Decree 351/2025/NĐ-CP, lists of 2027 to 2030. Unverified: its indicators were not seen in full."""
