"""Why a play applies, when it applies, and what its use goes with, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trimtab.competition.models import FearKind
from trimtab.playbook.matching import Conditions
from trimtab.playbook.measuring import FEWEST, verdict
from trimtab.playbook.models import Situation
from trimtab.playbook.queries import Applying, Placed
from trimtab.playbook.steps import Step
from trimtab.web import formats

CHANGES = {
    Situation.Change.LOW: gettext_lazy("little"),
    Situation.Change.MEDIUM: gettext_lazy("some"),
    Situation.Change.HIGH: gettext_lazy("much"),
}
UNKNOWN = {
    "step": gettext_lazy("the step"),
    "stage": gettext_lazy("the stage"),
    "change": gettext_lazy("how much they must change"),
    "kind": gettext_lazy("the kind of opportunity"),
    "segment": gettext_lazy("the segment of the account"),
    "amount": gettext_lazy("the amount"),
    "fear": gettext_lazy("what they are afraid of"),
}


def reasons(one: Applying, place: Placed) -> list[str]:
    """Why the play applies to the opportunity, and what is not known of what it asks for."""
    found = [_reason(what, value, place) for what, value in one.match.met]
    if not one.play.said.when.is_anything:
        found.append(_("It applies to every opportunity."))
    if one.match.unknown:
        names = ", ".join(str(UNKNOWN[what]) for what in one.match.unknown)
        found.append(_("It also asks for what is not known here: %(names)s.") % {"names": names})
    return found


def _reason(what: str, value: str, place: Placed) -> str:
    if what == "step":
        said = {"step": Step(value).label, "stage": place.context.stage}
        if place.step.by == "process":
            return _("It is for the step “%(step)s”: what is true of the deal by its process has come so far.") % said
        if place.step.by == "name":
            return _("It is for the step “%(step)s”: the name of the stage, “%(stage)s”, says so.") % said
        return _("It is for the step “%(step)s”: that is the place of the stage “%(stage)s” in its process.") % said
    if what == "fear":
        names = ", ".join(str(FearKind(key).label) for key in value.split(", "))
        return _("It answers what somebody there is afraid of: %(names)s.") % {"names": names}
    if what == "change":
        return _("It is for buyers who must change %(much)s.") % {"much": CHANGES[Situation.Change(value)]}
    if what == "amount":
        return _("The amount is within its range.")
    words = {
        "stage": _("It is for the stage “%(value)s”."),
        "kind": _("It is for opportunities of the kind “%(value)s”."),
        "segment": _("It is for the segment “%(value)s”."),
    }
    return words[what] % {"value": value}


def when_words(when: Conditions, currency: str) -> list[str]:
    """When a play applies, for its page."""
    return [f"{label}: {value}" for label, value in _when(when, currency)] or [_("It applies to every opportunity.")]


def _when(when: Conditions, currency: str) -> Iterator[tuple[str, str]]:
    yield from _when_said(when)
    if when.amount_from is not None:
        yield _("Amount from"), formats.money(when.amount_from, currency)
    if when.amount_to is not None:
        yield _("Amount below"), formats.money(when.amount_to, currency)


def _when_said(when: Conditions) -> Iterator[tuple[str, str]]:
    if when.fears:
        yield _("A fear"), ", ".join(str(FearKind(key).label) for key in when.fears)
    if when.steps:
        yield _("Step"), ", ".join(str(Step(key).label) for key in when.steps)
    if when.stages:
        yield _("Stage"), ", ".join(when.stages)
    if when.changes:
        yield _("They must change"), ", ".join(str(CHANGES[Situation.Change(key)]) for key in when.changes)
    if when.kinds:
        yield _("The kind holds the word"), ", ".join(when.kinds)
    if when.segments:
        yield _("Segment"), ", ".join(when.segments)


def result_sentence(figures: Mapping[str, Any] | None) -> str:
    """What the use of a play goes with, in a sentence; too little says how much more is needed."""
    if not figures:
        return _("Cannot tell yet: no night has looked at it.")
    used, unused = figures["used"][1], figures["unused"][1]
    found = verdict(figures)
    if found == "few":
        return _(
            "Cannot tell: people who met both had %(used)s cases with the play and %(unused)s without. "
            "%(fewest)s of each are needed."
        ) % {
            "used": formats.whole(figures["used_within"]),
            "unused": formats.whole(figures["unused_within"]),
            "fewest": formats.whole(FEWEST),
        }
    value, low, high = figures["within"]
    said = {
        "points": _points(abs(value)),
        "interval": f"{_signed(low)} … {_signed(high)}",
        "used": formats.whole(used),
        "unused": formats.whole(unused),
    }
    if found == "unclear":
        text = _(
            "Cannot tell: with it, opportunities of the same person moved on %(points)s points differently "
            "(%(interval)s), which chance explains. %(used)s cases with it, %(unused)s without."
        )
    elif found == "more":
        text = _(
            "With it, opportunities of the same person moved on more often by %(points)s points (%(interval)s): "
            "%(used)s cases with it, %(unused)s without."
        )
    else:
        text = _(
            "With it, opportunities of the same person moved on less often by %(points)s points (%(interval)s): "
            "%(used)s cases with it, %(unused)s without."
        )
    return text % said


def verdict_mark(figures: Mapping[str, Any] | None) -> tuple[str, str]:
    """Word and kind of mark for a list."""
    found = verdict(figures) if figures else "few"
    return {
        "few": (_("cannot tell"), "quiet"),
        "unclear": (_("cannot tell"), "quiet"),
        "more": (_("moved on more often"), "good"),
        "fewer": (_("moved on less often"), "bad"),
    }[found]


def lead_of_opportunity(applying: int, best: str, *, waiting: int, is_offered: bool) -> str:
    """The first line of the page of one opportunity. best: the name of the best match that is not under way."""
    if not is_offered:
        return _("The opportunity is closed: no play is offered.")
    if not applying:
        return _("No play of the playbook applies to this opportunity as it is described.")
    count = {"count": formats.whole(applying)}
    said = [ngettext("%(count)s play applies.", "%(count)s plays apply.", applying) % count]
    if best:
        said.append(_("The best match is “%(name)s”.") % {"name": best})
    if waiting:
        under_way = ngettext("%(count)s is under way.", "%(count)s are under way.", waiting)
        said.append(under_way % {"count": formats.whole(waiting)})
    return " ".join(said)


def _points(share: float) -> str:
    return formats.number(round(100 * share, 1))


def _signed(share: float) -> str:
    return ("+" if share > 0 else "−" if share < 0 else "") + _points(abs(share))
