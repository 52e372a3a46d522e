"""What was agreed, written: targets, and what people say a period will bring."""

from trimtab.rhythm.actions.forecasts import adjust_forecast, share_bias, submit_forecast
from trimtab.rhythm.actions.targets import Proposed, adopt_split, tell_event, withdraw_event, withdraw_plan

__all__ = [
    "Proposed",
    "adjust_forecast",
    "adopt_split",
    "share_bias",
    "submit_forecast",
    "tell_event",
    "withdraw_event",
    "withdraw_plan",
]
