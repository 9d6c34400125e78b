"""Campaigns and what communes spread: broadcasts, posters, articles, dialogues."""
