"""The question cards: what each lever is, for which deals, from when, and what could mislead. Data, decided beforehand.

A card is written before anybody looks at its answer, and changed only with its version: a question that is shaped after
its answer proves anything.
"""

from dataclasses import dataclass
from typing import Literal

Needs = Literal["activities", "contacts", "seniority", "next steps", "versions", "content", "training"]
Among = Literal["all", "touched", "others"]
WEEKS_2_TO_8 = (14, 28, 42, 56)
LATER = (28, 42, 56, 84, 112)


@dataclass(frozen=True)
class QuestionCard:
    """One question, with all that is decided beforehand.

    treatment: what is pulled. avoided: it is feared, not hoped for. starts, days: ages in days at which a trial
    begins and the window after it. horizon: days after the window within which a deal must be won. among: only deals on
    which something was done in the window are compared, alike in how much; beside silent ones every lever looks strong.
    others: something but meetings, where the lever is one. is_due: only deals whose close date came by the window's
    end. needs: the data that must be there. confounders, mediators, unknowable: in words; mediators are never
    adjusted for.
    """

    key: str
    name: str
    treatment: str
    population: str
    needs: Needs
    starts: tuple[int, ...]
    days: int
    confounders: str
    mediators: str
    unknowable: str
    horizon: int = 180
    among: Among = "touched"
    is_due: bool = False
    avoided: bool = False
    version: int = 1


KNOWN = (
    "Stage and time in it, age, amount, close date and pushes, forecast category, segment, kind, source, activity so "
    "far, and what the seller had won before."
)
CARDS: tuple[QuestionCard, ...] = (
    QuestionCard(
        "several_contacts",
        "Three contacts engaged",
        "The third contact takes part in an activity for the first time.",
        "Open deals with at most two contacts on which something was done in these two weeks.",
        "contacts",
        WEEKS_2_TO_8,
        14,
        KNOWN,
        "The stage reached afterwards, later activity.",
        "How much the buyer wanted it: whoever wants it brings colleagues along.",
    ),
    QuestionCard(
        "leader_contact",
        "A leader at the table",
        "Somebody who decides (chief, president, director, head) takes part in an activity for the first time.",
        "Open deals without one on which something was done in these two weeks.",
        "seniority",
        WEEKS_2_TO_8,
        14,
        KNOWN,
        "The stage reached afterwards, later activity.",
        "Whether leaders come because the deal is already won in their heads.",
    ),
    QuestionCard(
        "early_meeting",
        "A meeting in the first weeks",
        "The first meeting takes place.",
        "Open deals in their first month without a meeting so far on which something else was done in these two weeks.",
        "activities",
        (0, 14),
        14,
        KNOWN,
        "The stage reached afterwards, later activity.",
        "Whether the buyer had decided to buy before the meeting was asked for.",
        among="others",
    ),
    QuestionCard(
        "first_answer",
        "A first answer within a day",
        "The first call, mail or meeting from our side within a day of the opening.",
        "All deals from their first day on.",
        "activities",
        (0,),
        1,
        "Amount, segment, kind, source, close date, and what the seller had won before.",
        "Everything that happens afterwards.",
        "Whether promising ones are answered first. Opened on the day of the call, a deal answers itself.",
        among="all",
    ),
    QuestionCard(
        "next_step",
        "A next step written down",
        "The field for the next step is filled for the first time.",
        "Open deals without one on which something was done in these two weeks.",
        "next steps",
        WEEKS_2_TO_8,
        14,
        KNOWN,
        "The stage reached afterwards, later activity.",
        "Whether the step existed before it was written down.",
    ),
    QuestionCard(
        "late_discount",
        "An amount lowered late",
        "The amount falls by a twentieth or more for the first time.",
        "Open deals of four weeks or more on which something was done in these two weeks.",
        "versions",
        LATER,
        14,
        KNOWN,
        "The stage reached afterwards.",
        "Whether a discount was given because the deal was nearly lost, or nearly won; a smaller scope is no discount.",
        avoided=True,
    ),
    QuestionCard(
        "close_date_pushed",
        "A close date moved out",
        "The close date is moved to a later day for the first time.",
        "Open deals of four weeks or more that were due and on which something was done in these two weeks.",
        "versions",
        LATER,
        14,
        KNOWN,
        "The stage reached afterwards.",
        "Whether the date was ever meant. A push tells of trouble more than it makes it.",
        is_due=True,
        avoided=True,
    ),
    QuestionCard(
        "content_shared",
        "Material opened by the buyer",
        "The buyer opens shared material for the first time.",
        "Open deals.",
        "content",
        WEEKS_2_TO_8,
        14,
        KNOWN,
        "Later activity.",
        "Good sellers use material more; buyers who are interested open it.",
    ),
    QuestionCard(
        "training_done",
        "A training completed",
        "The seller completes the module.",
        "Open deals of sellers before and after.",
        "training",
        WEEKS_2_TO_8,
        14,
        KNOWN,
        "Activity after the training.",
        "Who is sent to a training, and why.",
    ),
)
BY_KEY = {card.key: card for card in CARDS}
