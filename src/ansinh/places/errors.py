"""Named failures of places."""

from ansinh.kernel.errors import NotFound, Refused, UnusableInput


class UnknownPlace(NotFound):
    """No unit of that code (and level) on that date. The message says when the code existed."""

    code = "unknown_place"


class NotRestatable(Refused):
    """A figure cannot be asked on another date's units: nothing tells which of them holds it."""

    code = "not_restatable"


class UnusableAct(UnusableInput):
    """The file of an act cannot be read at all."""

    code = "unusable_act"


class ActRefused(Refused):
    """The act contradicts the units or itself; its findings say where. Nothing was written."""

    code = "act_refused"


class PopulationRefused(Refused):
    """A row of populations cannot be taken; nothing was written."""

    code = "population_refused"


class DesignationRefused(Refused):
    """A row of designations cannot be taken; nothing was written."""

    code = "designation_refused"


class UnusableBoundaries(UnusableInput):
    """The file of boundaries cannot be read at all; nothing was written."""

    code = "unusable_boundaries"


class BoundariesRefused(Refused):
    """The file of boundaries cannot be taken; its findings say where. Nothing was written."""

    code = "boundaries_refused"
