"""Zoho CRM: Potentials (Deals), with activities split into Calls, Events and Tasks."""

from . import SystemWords

WORDS = SystemWords(
    name="zoho",
    signs=frozenset(
        {"potential name", "potential owner", "potentialid", "accountid", "contactid", "leadid", "semodule",
            "forecast type",
         "call owner", "event owner", "task owner", "closing date", "age tier", "call start time"}
    ),
    tables={"potential": "opportunities", "quote": "none", "campaign": "none", "campaign lead status": "none",
            "case": "none", "invoice": "none", "vendor": "none"},
    fields={
        "opportunities": {
            "potential name": "name", "potential owner": "owner", "closing date": "close_on", "forecast type": "status",
            "potentialid": "external_id", "expected revenue": "custom:expected_revenue", "leadid": "lead",
            "age in days": "", "age tier": "", "amount tier": "", "tasks involved": "", "events involved": "",
            "calls involved": "", "activities involved": "",
        },
        "accounts": {"accountid": "external_id", "tasks involved": "", "events involved": "", "calls involved": "",
                     "activities involved": ""},
        "contacts": {"contactid": "external_id"},
        "leads": {"leadid": "external_id", "converted": "is_converted", "month created time1": ""},
        "users": {"user id": "external_id"},
        "activities": {
            "taskid": "external_id", "eventid": "external_id", "call start time": "at", "start datetime": "at",
            "end datetime": "ended_at", "due date": "at", "call owner id": "owner", "event owner id": "owner",
            "task owner": "owner", "call type": "direction", "contactid": "contact", "accountid": "account",
            "potentialid": "opportunity", "leadid": "lead", "call duration in minutes": "minutes",
            "call duration in seconds": "seconds", "status": "outcome", "call owner": "", "event owner": "",
            "call purpose": "custom:call_purpose",
        },
    },
)  # fmt: skip
