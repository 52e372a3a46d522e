"""A simulated sales company with known truth. See README.md for the model."""

from trimtab.insight.simulate.company import SIMULATOR_VERSION, simulate
from trimtab.insight.simulate.levers import LEVERS, Lever, Study, study
from trimtab.insight.simulate.moments import CalibrationMoments, measure
from trimtab.insight.simulate.occasions import Event
from trimtab.insight.simulate.oracle import Bookings, Chances, oracle, oracle_bookings
from trimtab.insight.simulate.parameters import NO_EFFECTS, Effects, LeadFlow, Parameters
from trimtab.insight.simulate.presets import PRESETS
from trimtab.insight.simulate.salesforce import write_exports
from trimtab.insight.simulate.shapes import write_shape
from trimtab.insight.simulate.world import World

__all__ = [
    "LEVERS",
    "NO_EFFECTS",
    "PRESETS",
    "SIMULATOR_VERSION",
    "Bookings",
    "CalibrationMoments",
    "Chances",
    "Effects",
    "Event",
    "LeadFlow",
    "Lever",
    "Parameters",
    "Study",
    "World",
    "measure",
    "oracle",
    "oracle_bookings",
    "simulate",
    "study",
    "write_exports",
    "write_shape",
]
