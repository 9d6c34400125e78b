"""How far a long piece of work is. Whoever asked passes a reporter; the work never knows whether anyone looks."""

from typing import Protocol


class Progress(Protocol):
    """Told the stage, how much is done and of how much (0: not known)."""

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None: ...


def silent(stage: str, done: int = 0, total: int = 0) -> None:
    """Nobody looks."""
