"""Targets set on the ground: what the records say of each territory and person, and the split that follows."""

from trimtab.analytics.targets.ground import Ground, ground_of
from trimtab.analytics.targets.planning import Choice, Line, Plan, make_plan

__all__ = ["Choice", "Ground", "Line", "Plan", "ground_of", "make_plan"]
