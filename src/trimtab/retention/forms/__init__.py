"""The forms of this room."""

from trimtab.retention.forms.backup_plans import BackupPlanForm
from trimtab.retention.forms.defections import AnswerForm
from trimtab.retention.forms.roles import RequiredRolesForm
from trimtab.retention.forms.threats import OutcomeForm, StepForm, ThreatForm

__all__ = ["AnswerForm", "BackupPlanForm", "OutcomeForm", "RequiredRolesForm", "StepForm", "ThreatForm"]
