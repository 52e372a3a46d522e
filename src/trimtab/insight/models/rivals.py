"""Plain ways of telling probabilities to compare with: what another program would do with the table."""

from __future__ import annotations

from typing import Self

import numpy as np
from scipy.special import logit
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold

from trimtab.insight.models.designs import RateDesign
from trimtab.insight.models.flat_table import FlatTable, Floats
from trimtab.insight.models.members import LEAST_OF_ONE, BaseRate, rarer

CERTAIN = 1e-6
FOLDS = 3


class GradientBoosting:
    """Gradient boosting as it comes, with the settings of scikit-learn; calibrated by folds where asked."""

    def __init__(self, *, is_calibrated: bool = False, seed: int = 0) -> None:
        self.is_calibrated, self.seed = is_calibrated, seed

    def fit(self, table: FlatTable, outcomes: Floats) -> Self:
        self.base_ = BaseRate().fit(table, outcomes)
        self.trees_ = None
        if rarer(outcomes) >= LEAST_OF_ONE:
            self.design_ = RateDesign(seed=self.seed).fit(table, outcomes)
            trees = HistGradientBoostingClassifier(random_state=self.seed)
            folds = StratifiedKFold(FOLDS, shuffle=True, random_state=self.seed)  # files are often sorted by their end
            kind = CalibratedClassifierCV(trees, method="sigmoid", cv=folds) if self.is_calibrated else trees
            self.trees_ = kind.fit(self.design_.learned(table), outcomes)
        return self

    def log_odds(self, table: FlatTable) -> Floats:
        if self.trees_ is None:
            return self.base_.log_odds(table)
        shares = self.trees_.predict_proba(self.design_.new(table))[:, 1]
        told: Floats = logit(np.clip(shares, CERTAIN, 1 - CERTAIN))
        return told
