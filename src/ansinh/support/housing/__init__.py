"""Housing works: who lacks a house, the list, the building, its money, photos and acceptance."""
