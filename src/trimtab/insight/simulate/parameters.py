"""What the simulated company is like. Every number is a parameter, so that a test can change one thing at a time.

Defaults follow the published anchors named in README.md. Weekly hazards are in events per week; shifts and effects are
added to the logarithm of a hazard. Amounts are in the reporting currency, EUR.
"""

from dataclasses import dataclass
from math import log

from trimtab.insight.simulate.occasions import Event

STAGES = ("Prospecting", "Qualification", "Needs Analysis", "Proposal/Price Quote", "Negotiation/Review")
WON, LOST = 5, 6
STAGE_NAMES = (*STAGES, "Closed Won", "Closed Lost")
CATEGORIES = ("Pipeline", "Best Case", "Commit", "Omitted", "Closed")
MECHANICS = ("hazards", "queue", "heavy")
KINDS = ("New Business", "Expansion", "Renewal")


@dataclass(frozen=True)
class Segment:
    """Customers of one size: how often they come and by how much their hazards differ from the middle."""

    name: str
    share: float
    advance: float
    win: float
    lose: float
    vanish: float
    median_amount: float
    amount_spread: float
    close_weeks: float
    push_weeks: float
    employees: float


@dataclass(frozen=True)
class Kind:
    """New business, expansion or renewal: its share of new opportunities where the seller has customers."""

    name: str
    share: float
    advance: float
    win: float
    lose: float
    size: float


@dataclass(frozen=True)
class Region:
    """A part of the company: its teams, what its customers pay in, its offset from UTC in hours (no summer time)."""

    name: str
    share: float
    team_names: tuple[str, ...]
    currencies: tuple[str, ...]
    countries: tuple[str, ...]
    utc_offset: int


SEGMENTS = (
    Segment("SMB", 0.50, 0.55, 0.45, 0.60, 0.45, 12_000, 0.55, 7, 4, 60),
    Segment("Mid-Market", 0.35, 0.0, 0.0, 0.10, 0.0, 45_000, 0.65, 11, 6, 500),
    Segment("Enterprise", 0.15, -0.45, -0.40, -0.20, -0.20, 160_000, 0.85, 18, 9, 5_000),
)
KIND_EFFECTS = (
    Kind("New Business", 0.0, 0.0, 0.0, 0.0, 1.0),
    Kind("Expansion", 0.24, 0.05, 0.10, -0.05, 0.8),
    Kind("Renewal", 0.10, 0.20, 0.35, -0.25, 0.9),
)
REGIONS = (
    Region(
        "Central Europe",
        0.40,
        ("Rhine", "Danube", "Alps"),
        ("EUR",),
        ("Germany", "Austria", "France", "Netherlands", "Italy", "Spain"),
        1,
    ),
    Region("Britain and Nordics", 0.25, ("Thames", "Fjord"), ("GBP", "EUR"), ("United Kingdom", "Sweden"), 0),
    Region("North America", 0.35, ("Lakes", "Prairie", "Pacific"), ("USD",), ("United States", "Canada"), -6),
)


@dataclass(frozen=True)
class Effects:
    """What a lever does: added to the logarithm of a weekly hazard, or of the odds that a lead is accepted.

    Contacts count by their logarithm to base two; `touch` by log(1 + hours from assignment to the first touch).
    """

    contacts_on_win: float = 0.20
    contacts_on_lose: float = -0.06
    contacts_on_vanish: float = -0.20
    budget_on_win: float = 0.55
    budget_on_lose: float = -0.30
    shaken_budget_on_win: float = -0.75
    shaken_budget_on_lose: float = 0.45
    touch: float = -0.45


NO_EFFECTS = Effects(0, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class LeadFlow:
    """How leads come and what marketing and sales call a good one.

    `accepted` is the share that becomes an opportunity. Asked in a blind sample, both departments see the fit with
    noise of their own and say yes above their threshold. `touch_hours` is the median until the first touch, in working
    hours.
    """

    share_of_new: float = 0.5
    accepted: float = 0.25
    touch_hours: float = 4.0
    touch_spread: float = 1.8
    never_touched: float = 0.23
    fit_on_accepted: float = 0.8
    fit_on_touch: float = -0.25
    marketing_threshold: float = 0.0
    sales_threshold: float = 0.25
    judgement_noise: float = 0.5
    blind_sample: float = 0.10
    recycled: float = 0.12


@dataclass(frozen=True)
class Parameters:
    """One company. `sellers` seats are filled at any time; a seat whose seller leaves is filled again after a while."""

    years: int = 3
    sellers: int = 60
    team_size: int = 8
    segments: tuple[Segment, ...] = SEGMENTS
    kinds: tuple[Kind, ...] = KIND_EFFECTS
    regions: tuple[Region, ...] = REGIONS

    arrivals_per_week: float = 0.75
    season: float = 0.12
    growth: float = 0.06
    territory_spread: float = 0.25
    skill_spread: float = 0.5
    optimism_mean: float = 1.0
    optimism_spread: float = 0.35
    seller_leaves_per_year: float = 0.18
    ramp_weeks: int = 13

    advance: tuple[float, ...] = (log(0.30), log(0.24), log(0.22), log(0.20))
    win: float = log(0.094)
    lose: tuple[float, ...] = (log(0.078), log(0.063), log(0.052), log(0.044), log(0.053))
    vanish: tuple[float, ...] = (log(0.064), log(0.060), log(0.055), log(0.048), log(0.039))
    quarter_end: float = 0.80
    silent_closed: float = 0.085
    silent_revives: float = 0.015
    step_back: float = 0.006
    reopened: float = 0.02

    budget_at_start: float = 0.35
    budget_confirmed: float = 0.05
    budget_lost: float = 0.01
    reorganisation: float = 0.006
    reorganisation_weeks: int = 12
    contact_joins: float = 0.16
    contact_limit: int = 12
    buyer_pace_spread: float = 0.6
    buyer_events: float = 1.6
    silent_buyer: float = 0.015
    market_shock: float = 0.15
    team_shock: float = 0.10
    shock_memory: float = 0.9

    snapped_to_quarter_end: float = 0.5
    budget_on_category: float = 0.8
    quality_on_category: float = 0.4
    push_diligence: float = 0.85
    silent_push_diligence: float = 0.20
    amount_moves: float = 0.015
    amount_moves_on_advance: float = 0.12
    lost_date_corrected: float = 0.7

    buyer_events_recorded: float = 0.30
    attempts_per_week: float = 0.22
    attempts_recorded: float = 1.0
    quota_stretch: float = 1.15

    mechanics: str = "hazards"
    effects: Effects = Effects()
    quality_on_contacts: float = 0.30
    skill_on_contacts: float = 0.25
    leads: LeadFlow = LeadFlow()
    events: tuple[Event, ...] = ()
    gaming: float = 0.0
    taste: float = 0.0  # how far accounts differ in the products they like; 0: what one has says nothing of the next

    def __post_init__(self) -> None:
        """Refuse sizes that make no company."""
        if self.years < 1 or self.sellers < 2 or self.team_size < 2:
            given = f"years={self.years}, sellers={self.sellers}, team_size={self.team_size}"
            raise ValueError(f"`years` must be at least 1, `sellers` and `team_size` at least 2. Got {given}.")
        if self.mechanics not in MECHANICS:
            raise ValueError(f"`mechanics` must be one of {', '.join(MECHANICS)}. Got {self.mechanics!r}.")
