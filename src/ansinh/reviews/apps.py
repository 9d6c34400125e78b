from importlib import import_module

from django.apps import AppConfig

# Parts whose tables stand beside what writes them.
_PARTS = ("procedure", "decisions")


class ReviewsConfig(AppConfig):
    name = "ansinh.reviews"
    label = "reviews"

    def import_models(self) -> None:
        """The parts' tables are loaded with the round's, which they name; were they imported by it, that would be a cycle."""
        super().import_models()
        for part in _PARTS:
            import_module(f"{self.name}.{part}.models")
