"""Gifts, savings books and visits to households; sponsors over places."""
