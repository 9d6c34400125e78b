"""Settlement of premiums with the insurer: what is owed for the cards that were in force, beside what the insurer says."""
