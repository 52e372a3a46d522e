"""Three lights of a deal's plan: is there an opportunity, are its problems understood, are its people for us? Pure.

    OPPORTUNITY  a real project, a reason to act by a date
    PROBLEMS     their business, a value that only we bring; and the story of their goals holds
    PEOPLE       somebody inside wants us, the powerful are for us; and the map shows it

Green: both Yes, and what the map or the board says agrees. Amber: a part of it. Red: neither is Yes. Blank: neither was
asked, and nothing else is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trimtab.assessments.scorecard import YES

GREEN, AMBER, RED, BLANK = "green", "amber", "red", ""
OPPORTUNITY = ("project", "compelling_event")
PROBLEMS = ("profile", "unique_value")
PEOPLE = ("inside_support", "alignment")


@dataclass(frozen=True)
class PeopleFacts:
    """What the map of people says. balance: of support, −1 to 1; None: nobody was judged."""

    supportive_key_players: int = 0
    balance: float | None = None

    @property
    def agrees(self) -> bool:
        """Whether somebody who has a say is for us, and the weight of all is."""
        return self.supportive_key_players > 0 and self.balance is not None and self.balance > 0


def opportunity_light(answers: Mapping[str, str]) -> str:
    """Yes and Yes green, one Yes amber, none red, nothing asked blank."""
    yes = _yes(answers, OPPORTUNITY)
    return BLANK if yes is None else (RED, AMBER, GREEN)[yes]


def problems_light(answers: Mapping[str, str], *, story_holds: bool | None) -> str:
    """Green takes the story of their goals too; None: there is no board yet."""
    return _with_proof(_yes(answers, PROBLEMS), story_holds)


def people_light(answers: Mapping[str, str], people: PeopleFacts | None) -> str:
    """Green takes the map too; None: nobody is on it yet."""
    return _with_proof(_yes(answers, PEOPLE), people.agrees if people is not None else None)


def _with_proof(yes: int | None, agrees: bool | None) -> str:
    if yes is None and agrees is None:
        return BLANK
    if yes == len(PROBLEMS) and agrees:
        return GREEN
    return AMBER if yes or agrees else RED


def _yes(answers: Mapping[str, str], questions: tuple[str, ...]) -> int | None:
    """How many of the questions are answered Yes; None where none was asked."""
    asked = [answers[key] for key in questions if answers.get(key)]
    return sum(one == YES for one in asked) if asked else None
