"""Changes to the white space. Each checks who acts, changes, and records it, in one transaction."""

from trimtab.whitespace.actions.aims import Aimed, set_aim
from trimtab.whitespace.actions.cells import MarketFacts, block_cell, lift_block, set_market
from trimtab.whitespace.actions.placements import clear_placements, place_opportunity
from trimtab.whitespace.actions.potentials import (
    PotentialChanged,
    add_potential,
    dismiss_potential,
    edit_potential,
    reopen_potential,
)
from trimtab.whitespace.actions.proposals import keep_learning
from trimtab.whitespace.actions.qualifying import qualify_as_new, qualify_by_mapping
from trimtab.whitespace.actions.solutions import (
    add_solution,
    edit_solution,
    offer_solution,
    retire_solution,
    set_same_as,
)

__all__ = [
    "Aimed",
    "MarketFacts",
    "PotentialChanged",
    "add_potential",
    "add_solution",
    "block_cell",
    "clear_placements",
    "dismiss_potential",
    "edit_potential",
    "edit_solution",
    "keep_learning",
    "lift_block",
    "offer_solution",
    "place_opportunity",
    "qualify_as_new",
    "qualify_by_mapping",
    "reopen_potential",
    "retire_solution",
    "set_aim",
    "set_market",
    "set_same_as",
]
