"""Pages of a commune's dossier: its steps, work list, meetings, posting, the district's opinion; and the law itself."""
