"""A closed vocabulary as the choices of a column."""


def choices(enum) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]
