"""Every address of the site once, with what each role may do there. A role is allowed or not by one letter: r reads, w
writes (and reads), - does not find it.
"""

from dataclasses import dataclass

ROLES = ("ana", "gus", "ben", "cleo", "eva", "finn", "dov")
# What each may do with Ana's records; Gus is her colleague and reads along, Cleo sells elsewhere.
ANAS = dict(zip(ROLES, "wrw-www", strict=True))
# An alarm about Ana: hers and that of those who lead her, of nobody else.
ABOUT_ANA = dict(zip(ROLES, "r-w-w--", strict=True))
EVERYBODY = dict.fromkeys(ROLES, "w")
SET_UP = dict(zip(ROLES, "-----ww", strict=True))
SET_BY_LEADERS = dict(zip(ROLES, "rrwrwww", strict=True))
WHO_SELLS_OR_LEADS = dict(zip(ROLES, "wwwwwrr", strict=True))
# Adjusting what Ana said: who leads her does; others who see it only read it.
WHO_LEADS_ANA = dict(zip(ROLES, "rrw-wrr", strict=True))
SHARED_BY_DOV = dict(zip(ROLES, "rrrrrrw", strict=True))
BEGIN_PILOTS = dict(zip(ROLES, "rrwrwww", strict=True))
# A running pilot among Ana, Gus and two more of the north.
PILOT = dict(zip(ROLES, "rrw-www", strict=True))

# A change of many records by Ana; operations and administrators may take it back too.
OF_WHOEVER_MADE_IT = dict(zip(ROLES, "w----ww", strict=True))


@dataclass(frozen=True)
class Address:
    """Who may do what at one address. `method`: how it is asked; `needs_write`: reading is not enough."""

    allowed: dict[str, str]
    method: str = "get"
    needs_write: bool = False
    of: str = ""  # whose id stands in it
    field: str = ""  # which of its fields
    leaves: frozenset[str] = frozenset()  # tables where reading leaves a trace: an export is recorded


ADDRESSES = {
    "start": Address(EVERYBODY),
    "today": Address(EVERYBODY),
    "advice": Address(EVERYBODY),
    "finding-completion": Address(ANAS, method="post", needs_write=True, of="finding"),
    "finding-postponement": Address(ANAS, method="post", of="finding"),
    "finding-refusal": Address(ANAS, method="post", of="finding"),
    "answer-withdrawal": Address(dict(zip(ROLES, "w------", strict=True)), method="post", of="answer"),
    "pipeline": Address(EVERYBODY),
    "pipeline-json": Address(EVERYBODY),
    "pipeline-rows": Address(EVERYBODY, of="figure"),
    "pipeline-definitions": Address(EVERYBODY),
    "pipeline-definition": Address(EVERYBODY, of="metric"),
    "pipeline-csv": Address(EVERYBODY, leaves=frozenset({"core.Event"})),
    "pipeline-definition-owner": Address(SET_UP, method="post", of="metric"),
    "pipeline-odds": Address(EVERYBODY),
    "opportunity-odds": Address(ANAS, of="opportunity"),
    "pipeline-what-if": Address(EVERYBODY),
    "forecast": Address(EVERYBODY),
    "forecast-json": Address(EVERYBODY),
    "forecast-rows": Address(EVERYBODY, of="part"),
    "forecast-track-record": Address(EVERYBODY),
    "forecast-record-renewal": Address(EVERYBODY, method="post"),
    "forecast-submissions": Address(WHO_SELLS_OR_LEADS, method="post", needs_write=True),
    "forecast-submission": Address(ANAS, of="submission"),
    "forecast-adjustments": Address(WHO_LEADS_ANA, method="post", needs_write=True, of="submission"),
    "forecast-record-sharing": Address(WHO_SELLS_OR_LEADS, method="post", needs_write=True),
    "trends": Address(EVERYBODY),
    "trend": Address(EVERYBODY, of="trend"),
    "leaning-reading": Address(dict.fromkeys(ROLES, "r"), method="post", needs_write=True),  # nothing to see yet
    "agreement": Address(EVERYBODY),
    "agreement-sample": Address(dict(zip(ROLES, "w------", strict=True)), of="agreement_sample"),
    "agreement-label": Address(dict(zip(ROLES, "w------", strict=True)), method="post", of="agreement_sample"),
    "pipeline-targets": Address(EVERYBODY),
    "pipeline-target-adoptions": Address(SET_BY_LEADERS, method="post", needs_write=True),
    "pipeline-target-withdrawals": Address(
        dict(zip(ROLES, "rrw-www", strict=True)), method="post", needs_write=True, of="target_plan"
    ),
    "pipeline-target-events": Address(SET_BY_LEADERS, method="post", needs_write=True),
    "pipeline-target-event-withdrawals": Address(SET_BY_LEADERS, method="post", needs_write=True, of="target_event"),
    "pipeline-what-works": Address(EVERYBODY),
    "pipeline-what-works-cards": Address(EVERYBODY, method="post"),
    "pipeline-what-works-progress": Address(EVERYBODY),
    "pilots": Address(EVERYBODY),
    "pilot-new": Address(BEGIN_PILOTS, needs_write=True),
    "pilot": Address(PILOT, of="pilot"),
    "pilot-drawing": Address(PILOT, method="post", needs_write=True, of="pilot"),
    "pilot-starting": Address(PILOT, method="post", needs_write=True, of="pilot"),
    "pilot-withdrawal": Address(PILOT, method="post", needs_write=True, of="pilot"),
    "pilot-ending": Address(PILOT, method="post", needs_write=True, of="pilot"),
    "pilot-write-up": Address(PILOT, of="pilot"),
    "service": Address(EVERYBODY),
    "service-seller": Address(ABOUT_ANA, of="person"),
    "service-agreements": Address(ABOUT_ANA, method="post", needs_write=True, of="person"),
    "setbacks": Address(EVERYBODY),
    "setback": Address(ABOUT_ANA, of="setback"),
    "setback-closing": Address(ABOUT_ANA, method="post", needs_write=True, of="setback"),
    "styleguide": Address(SET_UP),
    "people": Address(EVERYBODY),
    "person": Address(dict(zip(ROLES, "wrw-www", strict=True)), of="person"),
    "people-names": Address(EVERYBODY),
    "saved-views": Address(EVERYBODY),
    "saved-view": Address(SHARED_BY_DOV, method="post", needs_write=True, of="view"),
    "saved-view-filters": Address(SHARED_BY_DOV, method="post", needs_write=True, of="view"),
    "saved-view-pinning": Address(EVERYBODY, method="post", of="view"),
    "saved-view-deletion": Address(SHARED_BY_DOV, method="post", needs_write=True, of="view"),
    "person-edit": Address(SET_UP, method="post", of="person"),
    "person-new": Address(SET_UP, method="post"),
    "teams": Address(SET_UP, method="post"),
    "team": Address(SET_UP, of="team"),
    "team-removal": Address(SET_UP, method="post", of="team"),
    "settings": Address(SET_UP),
    "organisation": Address(SET_UP, method="post"),
    "currencies": Address(SET_UP),
    "currency": Address(SET_UP, of="currency"),
    "rate-lines": Address(SET_UP, method="post"),
    "rate-removal": Address(SET_UP, method="post", of="rate"),
    "closings": Address(SET_UP, method="post"),
    "reopening": Address(SET_UP, method="post", of="closing"),
    "definition-rules": Address(SET_UP),
    "definition-rule": Address(SET_UP, of="rule"),
    "processes": Address(SET_UP),
    "process": Address(SET_UP, of="process"),
    "process-name": Address(SET_UP, method="post", of="process"),
    "process-order": Address(SET_UP, method="post", of="process"),
    "process-archiving": Address(SET_UP, method="post", of="process"),
    "stage": Address(SET_UP, of="stage"),
    "stage-archiving": Address(SET_UP, method="post", of="stage"),
    "stage-remapping": Address(SET_UP, of="stage"),
    "stage-setting-apart": Address(SET_UP, method="post", of="merged"),
    "restatements": Address(SET_UP),
    "restatement": Address(SET_UP, of="restatement"),
    "own-fields": Address(SET_UP),
    "own-field": Address(SET_UP, of="own_field"),
    "own-field-order": Address(SET_UP, method="post", of="own_field"),
    "own-field-archiving": Address(SET_UP, method="post", of="own_field"),
    "territories": Address(SET_UP),
    "territory": Address(SET_UP, of="territory"),
    "territory-people": Address(SET_UP, method="post", of="territory"),
    "territory-accounts": Address(SET_UP, method="post", of="territory"),
    "audit": Address(SET_UP),
    "audit-export": Address(SET_UP, leaves=frozenset({"core.Event"})),
    "profile": Address(EVERYBODY),
    "preferences": Address(EVERYBODY, method="post"),
    "opportunities": Address(EVERYBODY),
    "opportunities-board": Address(EVERYBODY),
    "opportunities-export": Address(EVERYBODY, leaves=frozenset({"core.Event"})),
    "opportunity-cell": Address(ANAS, method="post", needs_write=True, of="opportunity", field="amount"),
    "activities": Address(EVERYBODY),
    "activities-export": Address(EVERYBODY, leaves=frozenset({"core.Event"})),
    "search": Address(EVERYBODY),
    "opportunity-new": Address(EVERYBODY),
    "opportunity": Address(ANAS, of="opportunity"),
    "opportunity-access": Address(ANAS, of="opportunity"),
    "opportunity-edit": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "opportunity-stage-changes": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "opportunity-moves": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "opportunity-move-undoing": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "activity-edit": Address(ANAS, method="post", needs_write=True, of="activity"),
    "activity-completion": Address(ANAS, method="post", needs_write=True, of="activity"),
    "activity-archiving": Address(ANAS, method="post", needs_write=True, of="activity"),
    "activity-restoration": Address(ANAS, method="post", needs_write=True, of="activity"),
    "opportunity-activities": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "opportunity-contact-roles": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "opportunity-archiving": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "opportunity-restoration": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "account-opportunities": Address(ANAS, of="account"),
    "account-activities": Address(ANAS, of="account"),
    "account-story": Address(ANAS, of="account"),
    "account-access": Address(ANAS, of="account"),
    "contact": Address(ANAS, of="contact"),
    "contact-access": Address(ANAS, of="contact"),
    "contact-story": Address(ANAS, of="contact"),
    "contact-dealings": Address(ANAS, of="contact"),
    "contact-archiving": Address(ANAS, method="post", needs_write=True, of="contact"),
    "contact-restoration": Address(ANAS, method="post", needs_write=True, of="contact"),
    "accounts": Address(EVERYBODY),
    "accounts-export": Address(EVERYBODY, leaves=frozenset({"core.Event"})),
    "account-new": Address(EVERYBODY),
    "account-cell": Address(ANAS, method="post", needs_write=True, of="account", field="region"),
    "contacts": Address(EVERYBODY),
    "contacts-export": Address(EVERYBODY, leaves=frozenset({"core.Event"})),
    "contact-cell": Address(ANAS, method="post", needs_write=True, of="contact", field="title"),
    "account-names": Address(EVERYBODY),
    "account": Address(ANAS, of="account"),
    "account-edit": Address(ANAS, method="post", needs_write=True, of="account"),
    "account-archiving": Address(ANAS, method="post", needs_write=True, of="account"),
    "account-restoration": Address(ANAS, method="post", needs_write=True, of="account"),
    "contact-new": Address(ANAS, method="post", needs_write=True, of="account"),
    "data": Address(SET_UP),
    "sample-removal": Address(SET_UP),
    "import-new": Address(SET_UP),
    "import-run": Address(SET_UP, of="run"),
    "import-mapping": Address(SET_UP, of="run"),
    "import-progress": Address(SET_UP, of="run"),
    "import-rejected": Address(SET_UP, of="run"),
    "import-application": Address(SET_UP, method="post", of="run"),
    "import-stopping": Address(SET_UP, method="post", of="run"),
    "import-resumption": Address(SET_UP, method="post", of="run"),
    "import-undoing": Address(SET_UP, of="run"),
    "recent-changes": Address(EVERYBODY),
    "batch": Address(OF_WHOEVER_MADE_IT, of="batch"),
    "batch-application": Address(OF_WHOEVER_MADE_IT, method="post", of="batch"),
    "batch-stopping": Address(OF_WHOEVER_MADE_IT, method="post", of="batch"),
    "batch-undoing": Address(OF_WHOEVER_MADE_IT, method="post", of="batch"),
    "opportunity-bulk-edits": Address(EVERYBODY, method="post"),
    "account-bulk-edits": Address(EVERYBODY, method="post"),
    "contact-bulk-edits": Address(EVERYBODY, method="post"),
    "opportunity-merges": Address(EVERYBODY, method="post"),
    "opportunity-merge-new": Address(EVERYBODY),
    "account-merges": Address(EVERYBODY, method="post"),
    "account-merge-new": Address(EVERYBODY),
    "contact-merges": Address(EVERYBODY, method="post"),
    "contact-merge-new": Address(EVERYBODY),
    "duplicates": Address(EVERYBODY, of="kind"),
    "distinctions": Address(dict.fromkeys(ROLES, "-"), method="post", of="kind"),
    "distinction-removal": Address(dict(zip(ROLES, "w------", strict=True)), method="post", of="distinction"),
    "contact-edit": Address(ANAS, method="post", needs_write=True, of="contact"),
}

# What stands in an address where no id does.
