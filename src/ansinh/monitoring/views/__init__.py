"""Pages of reports, deadlines and inspections."""
