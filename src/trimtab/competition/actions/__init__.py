"""Changes to a deal's competition and to the catalogue. Each checks who acts and records it, in one transaction."""

from trimtab.competition.actions.catalogue import (
    CompetitorChanged,
    NameTaken,
    add_competitor,
    archive_competitor,
    edit_competitor,
    join_spelling,
    part_spelling,
    restore_competitor,
    take_name,
)
from trimtab.competition.actions.contenders import (
    ContenderChanged,
    add_contender,
    bring_in,
    edit_contender,
    keep_do_nothing,
    put_contender_back,
    take_contender_out,
)
from trimtab.competition.actions.criteria import (
    CriterionChanged,
    add_criterion,
    archive_criterion,
    edit_criterion,
    restore_criterion,
)
from trimtab.competition.actions.fears import FearChanged, add_fear, edit_fear, remove_fear, restore_fear
from trimtab.competition.actions.fits import FitJudgedMeanwhile, judge_fit, withdraw_fit_evidence

__all__ = [
    "CompetitorChanged",
    "ContenderChanged",
    "CriterionChanged",
    "FearChanged",
    "FitJudgedMeanwhile",
    "NameTaken",
    "add_competitor",
    "add_contender",
    "add_criterion",
    "add_fear",
    "archive_competitor",
    "archive_criterion",
    "bring_in",
    "edit_competitor",
    "edit_contender",
    "edit_criterion",
    "edit_fear",
    "join_spelling",
    "judge_fit",
    "keep_do_nothing",
    "part_spelling",
    "put_contender_back",
    "remove_fear",
    "restore_competitor",
    "restore_criterion",
    "restore_fear",
    "take_contender_out",
    "take_name",
    "withdraw_fit_evidence",
]
