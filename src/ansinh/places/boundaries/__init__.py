"""Boundaries of units: read from a file (GeoJSON, TopoJSON), matched by code at a day, kept once, simplified."""
