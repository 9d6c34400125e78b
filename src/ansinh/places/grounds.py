"""Paths of ids: ``/12/345/`` is the ground of unit 345 in that of unit 12."""


def paths_above(path: str) -> list[str]:
    """The path and those of all units above it, from the top."""
    ids = path.strip("/").split("/")
    return ["/" + "/".join(ids[:count]) + "/" for count in range(1, len(ids) + 1)]


def topmost(paths: set[str]) -> list[str]:
    """The paths that lie in no other of them."""
    return [path for path in sorted(paths) if not any(above in paths for above in paths_above(path)[:-1])]
