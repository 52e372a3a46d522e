"""Salesforce: data export and API names (`StageName`, `stage_name`), report labels come under plain words."""

from . import SystemWords

_HISTORY = {"id": "history_id", "opportunity id": "external_id", "created by id": "by", "created date": "at"}

WORDS = SystemWords(
    name="salesforce",
    signs=frozenset(
        {"stage name", "system modstamp", "fiscal quarter", "forecast category name", "billing city", "is converted",
         "who id", "what id", "user role id", "last viewed date", "opportunity history key", "pricebook 2 id"}
    ),
    tables={
        "opportunity history": "opportunity_history",
        "opportunity field history": "opportunity_changes",
        "opportunity line item": "line_items",
        "opportunity contact role": "contact_roles",
        "user role": "teams",
        "product 2": "products",
        "product2": "products",
        "task relation": "activity_parties",
        "event relation": "activity_parties",
        "forecasting quota": "quotas",
        "dated conversion rate": "rates",
        "currency type": "rates",
        "opportunity stage": "stages",
        "account history": "none",
        "contact history": "none",
        "lead history": "none",
        "order": "none",
        "campaign": "none",
        "campaign member": "none",
        "case": "none",
    },
    fields={
        "opportunities": {"type": "kind", "forecast category name": "forecast_category", "fiscal": "",
            "fiscal year": ""},
        "opportunity_history": {"system modstamp": "", **_HISTORY},
        "opportunity_changes": {
            "id": "history_id", "opportunity id": "opportunity", "parent id": "opportunity", "field": "field",
            "old value": "old", "new value": "new", "created date": "at", "created by id": "by",
        },
        "line_items": {"product 2 id": "product", "product2 id": "product", "total price": "amount"},
        "activities": {
            "activity date": "at", "activity date time": "at", "start date time": "at", "what id": "opportunity",
            "who id": "contact", "type": "", "task subtype": "kind", "event subtype": "", "is closed": "is_done",
            "duration in minutes": "minutes", "call duration in seconds": "seconds", "end date time": "ended_at",
            "call type": "direction", "status": "outcome",
        },
        "leads": {"first call date time": "first_touch_at", "last modified date": "modified_at"},
        "teams": {"parent role id": "parent"},
        "users": {"user role id": "team", "manager id": "manager", "profile id": ""},
        "rates": {"iso code": "currency", "conversion rate": "rate", "start date": "starts_on"},
        "quotas": {"quota owner id": "owner", "quota amount": "amount", "start date": "starts_on"},
        "stages": {"master label": "name", "api name": "external_id", "sort order": "order",
            "default probability": "probability"},
    },
)  # fmt: skip
