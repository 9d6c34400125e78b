"""The review as the law runs it: regimes, moves of a dossier, work list, meetings, posting, opinion."""
