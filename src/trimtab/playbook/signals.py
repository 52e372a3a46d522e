"""What rules may look at: the plays that apply to an opportunity, and those that were used."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Values
from trimtab.playbook.models import PlayUse
from trimtab.playbook.queries import placed, plays_of

SIGNALS = (
    Signal("playbook_available", _("Plays that apply and are not used"), "number", place="opportunity-plays"),
    Signal("playbook_used", _("Plays used"), "number", place="opportunity-plays"),
    Signal("playbook_waiting", _("Plays under way"), "number", place="opportunity-plays"),
    Signal("playbook_fears", _("Fears that nobody has answered"), "number", place="opportunity-plays"),
    Signal("playbook_change_known", _("How much they must change is said"), place="opportunity-plays"),
)


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Values]:
    """Key → value of each. A fixed number of queries."""
    ids = [one.pk for one in opportunities]
    used: dict[int, set[str]] = {pk: set() for pk in ids}
    counts: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    uses = PlayUse.objects.filter(opportunity__in=ids).exclude(outcome=PlayUse.Outcome.NOT_PLAYED)
    for pk, key, ended_at in uses.values_list("opportunity", "version__play__key", "ended_at"):
        used[pk].add(key)
        counts[pk] += 1
        waiting[pk] += ended_at is None
    contexts = placed(opportunities, today)
    plays = plays_of(opportunities, contexts, today)
    return {
        pk: {
            "playbook_available": sum(one.play.key not in used[pk] for one in plays[pk]),
            "playbook_used": counts[pk],
            "playbook_waiting": waiting[pk],
            "playbook_fears": len(contexts[pk].context.fears),
            "playbook_change_known": bool(contexts[pk].context.change),
        }
        for pk in ids
    }
