"""Named failures of forms and published tables."""

from ansinh.kernel.errors import AnSinhError, UnusableInput


class UnknownForm(AnSinhError):
    """There are forms 1 to 15."""

    code = "unknown_form"


class FormDoesNotClose(AnSinhError):
    """The figures of a form contradict each other. Such a form is never printed: the dataset is at fault, or
    we are."""

    code = "form_does_not_close"


class FormNeedsMore(AnSinhError):
    """The context lacks a frame that this form is made from (outcome or members for the lists)."""

    code = "form_needs_more"


class OutsideUnit(AnSinhError):
    """The cube holds a place that is under none of the rows of the form."""

    code = "outside_unit"


class UnreadableTable(UnusableInput):
    """A published table that cannot be read without guessing: file, row and column say where."""

    code = "unreadable_table"
