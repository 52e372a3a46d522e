"""The three lights of a deal's plan as they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.assessments.page import AssessmentPage
from trimtab.assessments.plan_status import AMBER, BLANK, GREEN, RED, opportunity_light, people_light, problems_light
from trimtab.assessments.surroundings import Surroundings, surroundings_of

MARKS = {GREEN: "good", AMBER: "warn", RED: "bad", BLANK: "quiet"}
WORDS: Mapping[str, str | Promise] = {
    GREEN: _("yes"),
    AMBER: _("in part"),
    RED: _("not yet"),
    BLANK: _("not asked"),
}


@dataclass(frozen=True)
class Light:
    """One light. name: what it is about; why: which answers and facts decide it."""

    name: str | Promise
    colour: str
    why: str | Promise

    @property
    def mark(self) -> str:
        return MARKS[self.colour]

    @property
    def word(self) -> "str | Promise":
        return WORDS[self.colour]


def lights_of(page: AssessmentPage, around: Surroundings | None = None) -> list[Light]:
    """Is there an opportunity, are its problems understood, are its people for us?"""
    answers = {one.question.key: one.value for one in page.ours if one.value}
    beside = around or surroundings_of(page.opportunity)
    return [
        Light(_("Opportunity"), opportunity_light(answers), _("A real project, and a reason to act by a date.")),
        Light(
            _("Problems"),
            problems_light(answers, story_holds=beside.story_holds),
            _("Their business, a value that only we bring, and a story of their goals that holds."),
        ),
        Light(
            _("People"),
            people_light(answers, beside.people),
            _("Somebody inside wants us, the powerful are for us, and the map of people shows it."),
        ),
    ]
