"""What an opportunity's page says of its chances: by when, why, what similar ones came to, and when it is silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from trimtab.analytics.odds.reading import (
    Chance,
    Horizon,
    ModelCard,
    Odds,
    StageShare,
    model_card,
    odds_of,
    similar_to,
    stage_share_of,
)
from trimtab.analytics.odds.wording import Said, said
from trimtab.insight.odds.neighbours import Neighbour
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.web import charts, formats

HORIZONS: tuple[Horizon, ...] = ("this_quarter", "next_quarter", "days_90")


@dataclass(frozen=True)
class Line:
    """The chances by one day; the bar is that of winning."""

    label: str
    chance: Chance
    bar: charts.Bar


@dataclass(frozen=True)
class Past:
    """A past opportunity that stood alike. shown: None where the viewer may not see it."""

    shown: Opportunity | None
    is_won: bool
    days: int
    reason: str


@dataclass(frozen=True)
class Panel:
    """Everything of one opportunity; without a `card` nothing was learned, without `odds` nothing is told."""

    opportunity: Opportunity
    card: ModelCard | None
    odds: Odds | None
    lines: tuple[Line, ...]
    reasons_for: tuple[Said, ...]
    reasons_against: tuple[Said, ...]
    past: tuple[Past, ...]
    stage: StageShare | None
    silence: str  # why nothing is told, or only little; empty where all is well

    @property
    def first(self) -> Chance | None:
        """The chances by the end of this quarter."""
        return self.lines[0].chance if self.lines else None

    @property
    def past_won(self) -> int:
        return sum(one.is_won for one in self.past)

    @property
    def middle_days(self) -> int:
        """Days after which half of the similar ones had ended."""
        return int(np.median([one.days for one in self.past])) if self.past else 0


def panel_of(folder: Path, shown: Opportunity, *, user: User) -> Panel:
    """The panel of an opportunity that the user may see."""
    card = model_card(folder)
    odds = odds_of(folder, shown.pk) if card and shown.status == "open" else None
    return Panel(
        opportunity=shown,
        card=card,
        odds=odds,
        lines=_lines(odds) if odds else (),
        reasons_for=tuple(said(reason, shown) for reason in odds.reasons_for) if odds else (),
        reasons_against=tuple(said(reason, shown) for reason in odds.reasons_against) if odds else (),
        past=_past(similar_to(folder, shown.pk), user) if odds else (),
        stage=stage_share_of(folder, shown.pk) if odds else None,
        silence=silence_of(card, odds, shown),
    )


def silence_of(card: ModelCard | None, odds: Odds | None, shown: Opportunity) -> str:
    """Why nothing is told of it, or what is told is only a rate."""
    if shown.status != "open":
        return _("It is closed, so there is no chance to tell.")
    if card is None:
        return _("No chances have been learned yet. They are learned every night from opportunities that ended.")
    if odds is None:
        return _("It was not open when chances were last learned, on %(day)s. They are told after the next night.") % {
            "day": formats.moment(card.as_of)
        }
    return state_in_words(card)


def state_in_words(card: ModelCard) -> str:
    """What the state of a lesson means for its chances; empty where they beat the company's rate."""
    if card.state == "no_history":
        return _(
            "Nothing has ended yet that was open at one of the weekly looks back: the chances are what is usual "
            "elsewhere, and very unsure."
        )
    if card.state == "untried":
        return _(
            "Too few have ended to try the chances on later ones: %(needs)s more closed opportunities are needed. "
            "Until then they lean on the rates of stages."
        ) % {"needs": formats.whole(card.needs)}
    if card.state == "no_signal":
        return _(
            "What is recorded did not tell later opportunities apart: every chance is the company's rate, which is the "
            "honest answer."
        )
    return ""


def _lines(odds: Odds) -> tuple[Line, ...]:
    names = {
        "this_quarter": _("End of this quarter"),
        "next_quarter": _("End of the next quarter"),
        "days_90": _("In 90 days"),
    }
    told = [(names[name], odds.by[name]) for name in HORIZONS if name in odds.by]
    return tuple(
        Line(label, chance, charts.bar(chance.won, most=1.0, low=chance.low, high=chance.high))
        for label, chance in told
    )


def _past(found: Sequence[Neighbour], user: User) -> tuple[Past, ...]:
    """The similar ones; of those that the user may not see only how they ended."""
    visible = visible_opportunities(user).filter(pk__in=[one.opp_id for one in found]).select_related("account")
    shown = {one.pk: one for one in visible}
    return tuple(
        Past(shown.get(one.opp_id), one.is_won, round(one.closed_days), _reason(shown.get(one.opp_id), one))
        for one in found
    )


def _reason(shown: Opportunity | None, one: Neighbour) -> str:
    return "" if shown is None or one.is_won else shown.loss_reason
