"""Invented people in real places: years of a review as files in the exchange formats, made to lead to
published figures.

Nothing about the result is written down: the files hold answers, lists and events; the rules and the
movements find the figures again. No Django and no database here.
"""
