"""vn-2016: Decision 59/2015/QĐ-TTg, lists of 2016 to 2021, 10 indicators."""
