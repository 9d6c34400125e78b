"""Who is entitled to what on a day, why, and what is missing to say it."""
