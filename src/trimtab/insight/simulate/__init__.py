"""A simulated sales company with known truth. See README.md for the model."""

from trimtab.insight.simulate.company import simulate
from trimtab.insight.simulate.moments import CalibrationMoments, measure
from trimtab.insight.simulate.parameters import Parameters
from trimtab.insight.simulate.presets import PRESETS
from trimtab.insight.simulate.salesforce import write_exports
from trimtab.insight.simulate.world import World

__all__ = ["PRESETS", "CalibrationMoments", "Parameters", "World", "measure", "simulate", "write_exports"]
