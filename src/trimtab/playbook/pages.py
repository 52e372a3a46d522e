"""What the pages of the playbook and of one opportunity's plays hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from trimtab.competition.models import Fear
from trimtab.competition.queries import fears_of
from trimtab.opportunities.models import Opportunity
from trimtab.playbook import words
from trimtab.playbook.catalogue import ListedPlay, all_plays
from trimtab.playbook.contents import contents_named, links_of
from trimtab.playbook.facts import Link
from trimtab.playbook.models import Channel, PlayResult, PlayUse
from trimtab.playbook.queries import Applying, Placed, offered_at, placed, plays_of, uses_by_play, uses_of
from trimtab.playbook.steps import Step
from trimtab.web import formats

SHOWN = 5  # plays that stand open on the page of an opportunity


@dataclass(frozen=True)
class PlayLine:
    """One play in the list."""

    play: ListedPlay
    used: int
    advanced: int
    result: PlayResult | None

    @property
    def channel(self) -> str | Promise:
        return Channel(self.play.said.channel).label

    @property
    def mark(self) -> tuple[str, str]:
        return words.verdict_mark(self.result.figures if self.result else None)


@dataclass(frozen=True)
class Playbook:
    """All plays by step. Four queries."""

    plays: Sequence[ListedPlay]

    @cached_property
    def groups(self) -> list[tuple[str, list[PlayLine]]]:
        """Heading → the plays in use or drafted."""
        used = uses_by_play()
        results = {one.play_id: one for one in PlayResult.objects.all()}
        lines = [
            PlayLine(one, *used.get(one.key, (0, 0)), results.get(one.row.pk) if one.row else None)
            for one in self.plays
            if not one.is_archived
        ]
        found: dict[str, list[PlayLine]] = {str(label): [] for label in (*Step.labels, *OTHER.values())}
        for line in lines:
            found[_group(line.play)].append(line)
        return [(label, of_group) for label, of_group in found.items() if of_group]

    @property
    def archived(self) -> list[ListedPlay]:
        return [one for one in self.plays if one.is_archived]

    @property
    def sentence(self) -> str:
        """The first line."""
        active = [one for one in self.plays if one.is_active and not one.is_archived]
        drafts = [one for one in self.plays if one.draft is not None and not one.is_archived]
        lines = [line for _label, group in self.groups for line in group]
        used = sum(line.used for line in lines)
        said = [
            _counted(ngettext("%(count)s play is in use.", "%(count)s plays are in use.", len(active)), len(active))
        ]
        if drafts:
            waits = ngettext("%(count)s draft waits.", "%(count)s drafts wait.", len(drafts))
            said.append(_counted(waits, len(drafts)))
        if not used:
            said.append(_("None was used yet: they are offered on the page of each opportunity."))
        else:
            advanced = sum(line.advanced for line in lines)
            told = _("They were used %(used)s times; in %(advanced)s the buyer took a step.")
            said.append(told % {"used": formats.whole(used), "advanced": formats.whole(advanced)})
        return " ".join(said)


def _counted(text: str, count: int) -> str:
    return text % {"count": formats.whole(count)}


OTHER = {"fears": later("What buyers are afraid of"), "kinds": later("Renewals and other kinds"), "": later("Any time")}


def playbook() -> Playbook:
    """All plays for the list."""
    return Playbook(all_plays())


def _group(play: ListedPlay) -> str:
    when = play.said.when
    if when.fears:
        return str(OTHER["fears"])
    if when.steps and when.steps[0] in Step.values:
        return str(Step(when.steps[0]).label)
    return str(OTHER["kinds" if when.kinds else ""])


@dataclass(frozen=True)
class OfferedPlay:
    """A play that applies to an opportunity, with the reason, and whether it is under way or was used before."""

    one: Applying
    reasons: list[str]
    times_used: int
    channel: Any
    links: list[Link]
    result: str


class OpportunityPlays:
    """The plays of one opportunity: what is known of it, what applies, what was played."""

    def __init__(self, opportunity: Opportunity, *, today: date) -> None:
        self.opportunity, self.today = opportunity, today
        self.is_offered = offered_at(opportunity, today)

    @cached_property
    def place(self) -> Placed:
        return placed([self.opportunity], self.today)[self.opportunity.pk]

    @cached_property
    def applying(self) -> list[Applying]:
        places = {self.opportunity.pk: self.place}
        return plays_of([self.opportunity], places, self.today)[self.opportunity.pk]

    @cached_property
    def uses(self) -> list[PlayUse]:
        return uses_of(self.opportunity)

    @property
    def waiting(self) -> list[PlayUse]:
        return [use for use in self.uses if use.is_open]

    @property
    def ended(self) -> list[PlayUse]:
        return [use for use in self.uses if not use.is_open]

    @cached_property
    def fears(self) -> list[Fear]:
        """What people there are afraid of; it is written down with the competition."""
        return fears_of(self.opportunity)

    @cached_property
    def offered(self) -> list[OfferedPlay]:
        """Best match first, without those under way."""
        under_way = {use.version.play_id for use in self.waiting}
        rows = [one.play.row.pk for one in self.applying if one.play.row]
        contents = contents_named(one.play.said for one in self.applying)
        results = {one.play_id: one.figures for one in PlayResult.objects.filter(play__in=rows)}
        found = []
        for one in self.applying:
            row = one.play.row
            if row is not None and row.pk in under_way:
                continue
            times = sum(use.version.play_id == row.pk for use in self.ended) if row else 0
            figures = results.get(row.pk) if row else None
            result = words.result_sentence(figures) if figures else ""
            channel = Channel(one.play.said.channel).label
            links = links_of(one.play.said, contents)
            found.append(OfferedPlay(one, words.reasons(one, self.place), times, channel, links, result))
        return found

    @property
    def best(self) -> list[OfferedPlay]:
        return self.offered[:SHOWN]

    @property
    def others(self) -> list[OfferedPlay]:
        return self.offered[SHOWN:]

    @property
    def sentence(self) -> str:
        best = str(self.offered[0].one.play.said.name) if self.offered else ""
        return words.lead_of_opportunity(
            len(self.applying), best, waiting=len(self.waiting), is_offered=self.is_offered
        )

    @property
    def step(self) -> str:
        """The step that its stage is, in words."""
        return str(Step(self.place.step.step).label) if self.place.step.step else ""
