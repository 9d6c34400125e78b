"""Maps made on the server: areas where boundaries are known, points where they are not, in one picture."""
