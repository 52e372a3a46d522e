"""What rules may know of the models' figures: the chances of an opportunity, and the paces of our own wins.

Nothing is told where the model does not tell opportunities apart, or a pace has too few cases.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from trimtab.coach.models import Kind
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Values

CHANCES = "opportunity-odds"
SIGNALS = (
    Signal("odds_chance", _("chance to be won by the end of the next quarter, by the model"), "share", place=CHANCES),
    Signal("odds_eventual", _("chance to be won in the end, by the model"), "share", place=CHANCES),
    Signal("pace_long", _("days after which nine of ten wins had left this stage"), "days"),
    Signal("pace_silence", _("longest silence in this stage of nine of ten wins"), "days"),
    Signal("trends_vanishing", _("the buyer is quieter than this buyer usually is, by the model")),
    Signal("trends_slipping", _("likely still open when the period ends, by the model")),
    Signal("trends_thin", _("the record says too little, by the model")),
    Signal("trends_one_head", _("one of us holds nearly all contact, by the model")),
)
TRENDS = {
    "trends_vanishing": Kind.VANISHING,
    "trends_slipping": Kind.SLIPPING,
    "trends_thin": Kind.THIN,
    "trends_one_head": Kind.ONE_HEAD,
}


def signals_of(folder: Path, opportunities: Sequence[Opportunity], _today: date) -> Mapping[int, Values]:
    """What was worked out on the last night, read from beside the extracts in `folder`: no query."""
    # Not at the start of the site: the figures bring numpy and DuckDB along, and most commands need neither.
    from trimtab.analytics.extracts.paces import paces_in
    from trimtab.analytics.odds.reading import model_card, odds_of_many
    from trimtab.analytics.trends.advising import advice_in

    ids = [one.pk for one in opportunities]
    card, paces = model_card(folder), paces_in(folder)
    odds = odds_of_many(folder, ids) if card is not None and card.state == "told" else {}
    counsel = advice_in(folder, ids, [])
    found: dict[int, Values] = {}
    for one in opportunities:
        chance = odds[one.pk].by.get("next_quarter") if one.pk in odds else None
        stay, silence = paces.stay(one.stage_id), paces.silence(one.stage_id)
        is_looked_at = counsel.as_of is not None
        found[one.pk] = {
            "odds_chance": chance.won if chance else None,
            "odds_eventual": chance.eventual if chance else None,
            "pace_long": stay.long if stay else None,
            "pace_silence": silence.long if silence else None,
            **{key: counsel.about(one.pk, kind) is not None if is_looked_at else None for key, kind in TRENDS.items()},
        }
    return found
