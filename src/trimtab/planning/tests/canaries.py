"""A word of its own in every text of every record that hangs on a plan, to see where it comes out."""

from collections.abc import Iterable
from typing import Any

from django.db import models


def canary(one: models.Model, field: str) -> str:
    """The word of one field of one record, fit for any of its kinds."""
    return f"canary{one._meta.model_name}{field.replace('_', '')}{one.pk}z"


def plant(records: Iterable[models.Model]) -> set[str]:
    """Put a canary into every free text of these records; the words that were put there."""
    planted = set()
    for one in records:
        values: dict[str, Any] = {}
        for field in one._meta.concrete_fields:
            if _is_free_text(field):
                word = canary(one, field.name)
                values[field.name] = word if not isinstance(field, models.EmailField) else f"{word}@example.com"
                planted.add(word)
        type(one)._default_manager.filter(pk=one.pk).update(**values)
    return planted


def _is_free_text(field: Any) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField)
    is_fit = field.choices is None and (field.max_length is None or field.max_length >= 60)
    return (
        is_text
        and is_fit
        and not field.is_relation
        and field.name not in {"question", "password", "path", "dropped_because"}
    )
