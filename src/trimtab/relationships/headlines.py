"""The first sentence of a map: where its people stand."""

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.relationships.feed import Feed
from trimtab.relationships.models import PeopleMap
from trimtab.relationships.portrait import Portrait
from trimtab.web import formats


def address_of(shown: PeopleMap) -> str:
    """The page of a map."""
    if shown.opportunity_id is not None:
        return reverse("opportunity-map", args=[shown.opportunity_id])
    return reverse("account-map", args=[shown.account_id])


def standing_of(portrait: Portrait) -> str:
    """How many have a say, how many of them are for us, and whom we do not talk to."""
    key = portrait.key_faces
    if not portrait.faces:
        return _("Nobody is on this map yet.")
    if not key:
        return ngettext(
            "%(count)s person is on the map, and nobody is known to have a say in the decision.",
            "%(count)s people are on the map, and nobody is known to have a say in the decision.",
            len(portrait.faces),
        ) % {"count": len(portrait.faces)}
    for_us = sum(one.is_for_us for one in portrait.people if one.is_key_player)
    against = sum(one.is_against_us for one in portrait.people if one.is_key_player)
    silent = sum(not one.is_covered for one in portrait.people if one.is_key_player)
    say = ngettext(
        "%(count)s person has a say in the decision", "%(count)s people have a say in the decision", len(key)
    )
    sides = _("%(for_us)s for us, %(against)s against") % {"for_us": for_us, "against": against}
    text = f"{say % {'count': len(key)}}: {sides}."
    return f"{text} {_('Nobody talks to %(silent)s of them.') % {'silent': silent}}" if silent else text


def figures_of(portrait: Portrait) -> dict[str, str]:
    """The figures as they are read, and where they lie if those not judged stood at the worst or the best."""
    balance, coverage = portrait.balance, portrait.coverage
    return {
        "balance_text": "" if balance.value is None else _number(balance.value),
        "balance_interval": _("%(low)s to %(high)s") % {"low": _number(balance.low), "high": _number(balance.high)},
        "coverage_interval": _("%(low)s to %(high)s")
        % {"low": formats.percent(coverage.low), "high": formats.percent(coverage.high)},
    }


def _number(value: float) -> str:
    """From −1 to +1, with its sign."""
    text = number_format(abs(value), decimal_pos=2)
    return f"−{text}" if round(value, 2) < 0 else f"+{text}" if round(value, 2) > 0 else text


def feed_in_words(feed: Feed) -> str:
    """How complete the record is that contact is read from."""
    if not feed.of_weeks:
        return _("Nobody of us works with this customer, so activities say nothing of contact.")
    words = {"weeks": feed.weeks, "of": feed.of_weeks, "share": formats.percent(feed.share)}
    logged = _("Over 13 weeks, our people recorded something in %(weeks)s of %(of)s person-weeks") % words
    named = _("%(named)s of %(activities)s activities here name who took part") % {
        "named": feed.named,
        "activities": feed.activities,
    }
    whole = _("so about %(share)s of what happened is on record") % words
    end = "" if feed.is_complete else " " + _("Silence therefore counts as unknown, not as no contact.")
    return f"{logged}; {named}, {whole}.{end}" if feed.activities else f"{logged}, {whole}.{end}"
