"""What the organisation looks for, what each account scores, and what is known of those it wants to win."""

from trimtab.targeting.models.accounts import AccountScore, Level, Rating, ScoreChange
from trimtab.targeting.models.definitions import Profile, ProfileProposal, Scoring, Study
from trimtab.targeting.models.dossiers import DossierFact, Sign, Target, TargetMove

__all__ = [
    "AccountScore",
    "DossierFact",
    "Level",
    "Profile",
    "ProfileProposal",
    "Rating",
    "ScoreChange",
    "Scoring",
    "Sign",
    "Study",
    "Target",
    "TargetMove",
]
