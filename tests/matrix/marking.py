"""Words of one's choosing in every personal text of the world: what somebody with bad intent would have had written there."""

from collections.abc import Iterator, Sequence

from django.db import DatabaseError, models, transaction

from ansinh.kernel.walls import walled_models
from ansinh.support.facts.registry import fact_kind
from ansinh.support.models import Fact

# Not words, or of a form that a constraint of the database holds.
_NOT_WORDS = {"sex", "birth_date", "ethnicity", "causes", "signatory", "word", "name_sort", "asker_sort"}


def fields_of(model: type[models.Model]) -> list[str]:
    """The personal fields of a table that hold free words."""
    return [
        one.name
        for one in model._meta.concrete_fields
        if one.name in getattr(model, "personal", set()) - _NOT_WORDS
        and isinstance(one, models.CharField | models.TextField)
        and (one.max_length or 99) >= 40
    ]


def mark_everything(words: Sequence[str], first: int = 0) -> int:
    """Give each row's free words one of ``words``, in turn from ``first`` on; how many rows. Sealed rows stay as they are."""
    turn = first
    for model in walled_models():
        names = fields_of(model)
        for row in model._base_manager.order_by("pk") if names else ():
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=row.pk).update(
                        **_cut(model, _free(row, names), words[turn % len(words)])
                    )
            except DatabaseError:
                continue
            turn += 1
    return turn - first


def _free(row: models.Model, names: Sequence[str]) -> list[str]:
    """What of a row is words: the value of a fact only where the fact is told in words, others are read as what they are."""
    worded = not isinstance(row, Fact) or fact_kind(row.code).type == "text"
    return [name for name in names if worded or name != "value"]


def _cut(model: type[models.Model], names: Sequence[str], word: str) -> dict[str, str]:
    return {name: word[: model._meta.get_field(name).max_length or None] for name in names}


def in_turn(words: Sequence[str], step: int) -> Iterator[int]:
    """Where to begin so that every word stood somewhere: multiples of ``step``."""
    return iter(range(0, len(words), step))
