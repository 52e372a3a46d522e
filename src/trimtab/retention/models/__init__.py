"""What keeps customers: who must be known, plans for losing one, threats, defections, and departures."""

from trimtab.retention.models.backup import BackupPlan, RequiredRole
from trimtab.retention.models.defections import Defection, EventEffect, WatchedWeek
from trimtab.retention.models.departures import Handover
from trimtab.retention.models.threats import Threat, ThreatStep

__all__ = [
    "BackupPlan",
    "Defection",
    "EventEffect",
    "Handover",
    "RequiredRole",
    "Threat",
    "ThreatStep",
    "WatchedWeek",
]
