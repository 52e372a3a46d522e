"""Pipedrive: user interface exports (`Deal - Title`) and the API's flat names (`org_name`, `add_time`)."""

from . import SystemWords

WORDS = SystemWords(
    name="pipedrive",
    signs=frozenset(
        {"deal title", "deal weighted value", "deal visible to", "deal label", "organization name", "person name",
         "org name", "add time", "stage change time", "rotten time", "weighted value", "visible to", "org hidden"}
    ),
    tables={"organization": "accounts", "person": "contacts", "deal": "opportunities", "activity": "activities",
            "stage": "stages", "pipeline": "processes"},
    fields={
        "opportunities": {
            "id": "external_id", "deal id": "external_id", "title": "name", "deal title": "name", "value": "amount",
            "deal value": "amount", "deal currency": "currency", "deal owner": "owner", "owner name": "owner",
            "user id": "owner", "deal stage": "stage", "stage id": "stage", "deal status": "status", "status": "status",
            "deal pipeline": "process", "pipeline id": "process", "deal probability": "probability",
            "deal deal created": "opened_at", "deal creation date": "opened_at", "deal deal created on": "opened_at",
            "add time": "opened_at", "deal won time": "closed_at", "deal lost time": "lost_at",
            "won time": "closed_at", "lost time": "lost_at", "close time": "closed_at",
            "deal deal closed on": "closed_at", "deal closed on": "closed_at", "deal lost reason": "loss_reason",
            "deal expected close date": "close_on", "organization name": "account", "org name": "account",
            "deal organization": "account", "deal product name": "product", "deleted": "is_deleted",
            "deal label": "custom:label", "label": "custom:label", "update time": "", "deal update time": "",
            "formatted value": "", "weighted value": "", "formatted weighted value": "", "visible to": "",
            "deal visible to": "", "cc email": "", "org hidden": "", "person hidden": "", "active": "",
        },
        "accounts": {"organization name": "name", "organization id": "external_id", "organization owner": "owner"},
        "contacts": {"person name": "name", "person id": "external_id", "person email work": "email",
                     "person organization": "account", "person phone work": "phone"},
        "activities": {"activity subject": "subject", "activity type": "kind", "activity due date": "at",
                       "due date": "at", "type": "kind", "done": "is_done", "deal id": "opportunity",
                       "org id": "account", "person id": "contact", "marked as done time": ""},
    },
)  # fmt: skip
