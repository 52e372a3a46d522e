"""What was merged into a record, and into that, and so on."""

from django.db.models import Model

DEEPEST = 4  # a query each; a chain of more merges was never seen


def ids_merged_into(model: type[Model], pk: int) -> list[int]:
    """The ids of the records with `merged_into` that ended up in this one; one query where there are none."""
    found, last = list[int](), [pk]
    for _step in range(DEEPEST):
        rows = model._default_manager.filter(merged_into__in=last).order_by("pk")
        last = list(rows.values_list("pk", flat=True))
        if not last:
            break
        found += last
    return found
