"""Health insurance: who is owed a card, lists for the insurer, cards that come back."""
