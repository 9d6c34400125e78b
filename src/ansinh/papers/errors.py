"""Anticipated failures of papers."""

from ansinh.kernel.errors import Refused, UnusableInput


class TemplateRefused(UnusableInput):
    """A template that was uploaded cannot be used; ``faults`` says why, each with where it stands."""

    code = "template_refused"

    def __init__(self, message: str, faults: tuple[str, ...]) -> None:
        super().__init__(message, faults=faults)
        self.faults = faults


class PaperRefused(Refused):
    """The paper cannot be issued as asked: the message gives the reason."""

    code = "paper_refused"
