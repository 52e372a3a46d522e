"""What changes scores, definitions and dossiers."""

from trimtab.targeting.actions.profiles import (
    ProfileChanged,
    adopt_profile,
    keep_proposals,
    refuse_proposal,
    take_proposal,
)
from trimtab.targeting.actions.ratings import rate
from trimtab.targeting.actions.scoring import Figures, ScoringChanged, adopt_scoring, keep_figures, score_again

__all__ = [
    "Figures",
    "ProfileChanged",
    "ScoringChanged",
    "adopt_profile",
    "adopt_scoring",
    "keep_figures",
    "keep_proposals",
    "rate",
    "refuse_proposal",
    "score_again",
    "take_proposal",
]
