"""Companies by name, from six sellers to five thousand, and one for each thing that a method must prove."""

from dataclasses import replace
from math import log

from trimtab.insight.simulate.occasions import (
    CLEANUP,
    COMPETITOR,
    LATE_LOSSES,
    LOGGING,
    MARKET_DIP,
    PRICE_RISE,
    RENAME,
    REORGANISATION,
    WIN_DROP,
    Event,
)
from trimtab.insight.simulate.parameters import NO_EFFECTS, SEGMENTS, Kind, LeadFlow, Parameters

SAMPLE = Parameters()
# New business only: where customers buy again, accounts are a common cause too.
_NEW_ONLY = (Kind("New Business", 1.0, 0.0, 0.0, 0.0, 1.0),)
# Of what is closed 22% is won before, and 16% from the planted week on.
WIN_DROP_SIZE = log(16 / 22)
_DEAL_SIZES = (1.0, 1.2, 2.0)

PRESETS = {
    "sample": SAMPLE,
    "small": replace(SAMPLE, years=1, sellers=9, team_size=3),
    "startup": replace(SAMPLE, years=2, sellers=6, team_size=3, arrivals_per_week=0.96),
    # Its mail and calendars are connected: nearly all that buyers do is recorded.
    "scale-up": replace(SAMPLE, years=4, buyer_events_recorded=0.95),
    # What a customer has says what it buys next: proposals of what to sell are judged on it.
    "cross-sell": replace(SAMPLE, years=5, taste=1.5),
    "enterprise": replace(SAMPLE, sellers=600),
    "global": replace(SAMPLE, years=4, sellers=5_000, arrivals_per_week=0.55),
    "healthy": replace(
        SAMPLE,
        vanish=tuple(rate + log(0.6) for rate in SAMPLE.vanish),
        push_diligence=0.97,
        silent_push_diligence=0.6,
        silent_closed=0.25,
        optimism_spread=0.15,
        buyer_events_recorded=0.85,
        leads=replace(LeadFlow(), touch_hours=1.0, never_touched=0.04, sales_threshold=0.05, judgement_noise=0.25),
    ),
    "vanishing": replace(
        SAMPLE, vanish=tuple(rate + log(1.8) for rate in SAMPLE.vanish), silent_closed=0.03, silent_push_diligence=0.5
    ),
    "handoff-broken": replace(
        SAMPLE,
        leads=replace(
            LeadFlow(),
            accepted=0.13,
            touch_hours=26.0,
            never_touched=0.38,
            marketing_threshold=-0.6,
            sales_threshold=0.9,
            judgement_noise=0.8,
            recycled=0.25,
        ),
    ),
    "date-pushing": replace(
        SAMPLE, optimism_mean=1.6, push_diligence=0.98, silent_push_diligence=0.9, snapped_to_quarter_end=0.85
    ),
    "information-poor": replace(
        SAMPLE, buyer_events_recorded=0.08, attempts_recorded=0.3, push_diligence=0.4, lost_date_corrected=0.3
    ),
    "hockey-stick": replace(SAMPLE, quarter_end=1.9, snapped_to_quarter_end=0.85),
    "mega-deal": replace(
        SAMPLE,
        segments=tuple(
            replace(segment, amount_spread=segment.amount_spread * size)
            for segment, size in zip(SEGMENTS, _DEAL_SIZES, strict=True)
        ),
    ),
    "causal": replace(SAMPLE, kinds=_NEW_ONLY, sellers=120),
    # Without the good that contacts and budgets do, the other hazards must be kinder for 22% to be won.
    "null": replace(
        SAMPLE,
        effects=NO_EFFECTS,
        win=SAMPLE.win + 0.65,
        lose=tuple(rate - 0.15 for rate in SAMPLE.lose),
        vanish=tuple(rate - 0.20 for rate in SAMPLE.vanish),
    ),
    "win-drop": replace(SAMPLE, events=(Event(WIN_DROP, WIN_DROP_SIZE),)),
    "eventful": replace(
        SAMPLE,
        events=(
            Event(MARKET_DIP, -0.25, at=0.35, weeks=26),
            Event(COMPETITOR, 0.30, at=0.50),
            Event(REORGANISATION, 0.20, at=0.65),
            Event(PRICE_RISE, -0.30, at=0.80),
        ),
    ),
    "artefact": replace(
        SAMPLE,
        events=(
            Event(LOGGING, 0.4, at=0.40),
            Event(RENAME, at=0.52),
            Event(LATE_LOSSES, 0.5, at=0.64, weeks=13),
            Event(CLEANUP, at=0.80),
        ),
    ),
    "gaming": replace(SAMPLE, gaming=0.10),
    "hostile-queue": replace(SAMPLE, mechanics="queue"),
    "hostile-heavy": replace(SAMPLE, mechanics="heavy"),
}
