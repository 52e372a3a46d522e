"""Data that anybody can make again, with what DoubleML 0.11.4 (BSD-3) says of it.

Its IRM with unpenalised logistic regressions, five folds, five repetitions: effect 0.13964, standard error 0.01524,
sigma squared 0.19978, nu squared 4.45684; a cause of 0.04 (outcome) and 0.03 (lever) at rho 1 moves it to 0.10646 and
0.17283; robustness value 0.13747.
"""

import numpy as np

from trimtab.insight.causes.trial import Trial

EFFECT, ERROR = 0.13964, 0.01524
OUTCOME_SQUARED, WEIGHT_SQUARED = 0.19978, 4.45684
LOW, HIGH, ROBUSTNESS = 0.10646, 0.17283, 0.13747


def reference_trial() -> Trial:
    """4,000 deals that share nothing; four facts, of which the first moves both the lever and the outcome."""
    chance, n = np.random.default_rng(42), 4_000
    facts = chance.normal(size=(n, 4))
    pulled = 1 / (1 + np.exp(-(0.5 * facts[:, 0] - 0.4 * facts[:, 1])))
    treated = (chance.random(n) < pulled).astype(float)
    won = 1 / (1 + np.exp(-(-0.8 + 0.5 * treated + 0.7 * facts[:, 0] + 0.4 * facts[:, 2])))
    each = np.arange(n)
    return Trial(
        treated=treated,
        outcome=(chance.random(n) < won).astype(float),
        known=facts,
        groups={"first": (0,), "others": (1, 2, 3)},
        account=each,
        seller=each,
        team=each % 5,
        landmark=np.zeros(n, dtype=np.int64),
    )
