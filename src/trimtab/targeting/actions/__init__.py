"""What changes scores, definitions and dossiers."""

from trimtab.targeting.actions.dossiers import (
    TargetMoved,
    add_fact,
    add_sign,
    add_target,
    close_sign,
    drop_target,
    move_target,
    see_sign,
    withdraw_fact,
)
from trimtab.targeting.actions.profiles import (
    adopt_profile,
    keep_proposals,
    refuse_proposal,
    take_proposal,
)
from trimtab.targeting.actions.ratings import rate
from trimtab.targeting.actions.scoring import Figures, adopt_scoring, keep_figures, score_again
from trimtab.targeting.actions.versions import VersionChanged

__all__ = [
    "Figures",
    "TargetMoved",
    "VersionChanged",
    "add_fact",
    "add_sign",
    "add_target",
    "adopt_profile",
    "adopt_scoring",
    "close_sign",
    "drop_target",
    "keep_figures",
    "keep_proposals",
    "move_target",
    "rate",
    "refuse_proposal",
    "score_again",
    "see_sign",
    "take_proposal",
    "withdraw_fact",
]
