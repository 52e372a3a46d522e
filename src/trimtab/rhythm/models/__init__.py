"""What was agreed: quotas, the plans and events that set them, and what people say a period will bring."""

from trimtab.rhythm.models.forecasts import BiasSharing, ForecastAdjustment, ForecastSubmission
from trimtab.rhythm.models.quotas import Quota
from trimtab.rhythm.models.target_plans import TargetEvent, TargetLine, TargetPlan

__all__ = [
    "BiasSharing",
    "ForecastAdjustment",
    "ForecastSubmission",
    "Quota",
    "TargetEvent",
    "TargetLine",
    "TargetPlan",
]
