"""The state of all tables, without what tells of the way there: the audit, the batches, what the search
has still to read, the entries of the ledger, the times of writing."""

from django.apps import apps

TELLING = {"core.Event", "core.Batch", "core.BatchItem", "core.Organisation", "sessions.Session", "search.PendingEntry",
           "opportunities.LedgerEntry"}  # fmt: skip


def state_of_everything() -> dict[str, list[dict[str, object]]]:
    """Every row of every table, by table."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in TELLING:
            rows = model._default_manager.order_by("pk").values()
            found[model._meta.label] = [
                {name: value for name, value in row.items() if name != "changed_at"} for row in rows
            ]
    return found
