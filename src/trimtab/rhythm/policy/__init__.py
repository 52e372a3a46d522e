"""Who may set targets, and who may say what a period brings."""

from trimtab.rhythm.policy.forecasts import can_adjust_forecast, can_submit_forecast, get_submission_for
from trimtab.rhythm.policy.targets import can_set_targets, carrying_people, may_set_all

__all__ = [
    "can_adjust_forecast",
    "can_set_targets",
    "can_submit_forecast",
    "carrying_people",
    "get_submission_for",
    "may_set_all",
]
