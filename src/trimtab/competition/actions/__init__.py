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
)
from trimtab.competition.actions.contenders import (
    ContenderChanged,
    add_contender,
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
from trimtab.competition.actions.fits import FitJudgedMeanwhile, judge_fit, withdraw_fit_evidence

__all__ = [
    "CompetitorChanged",
    "ContenderChanged",
    "CriterionChanged",
    "FitJudgedMeanwhile",
    "NameTaken",
    "add_competitor",
    "add_contender",
    "add_criterion",
    "archive_competitor",
    "archive_criterion",
    "edit_competitor",
    "edit_contender",
    "edit_criterion",
    "join_spelling",
    "judge_fit",
    "keep_do_nothing",
    "part_spelling",
    "put_contender_back",
    "restore_competitor",
    "restore_criterion",
    "take_contender_out",
    "withdraw_fit_evidence",
]
