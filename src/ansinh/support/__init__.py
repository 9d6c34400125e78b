"""What each household is owed, what it got, and what is missing."""
