"""Dashboards of sealed versions: rates, movements, deprivations, causes, years, two places beside each other; and what everybody may see."""
