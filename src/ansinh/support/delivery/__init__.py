"""What people are given: enrolments, pay runs, health insurance cards, support in kind; who did it and who confirmed it."""
