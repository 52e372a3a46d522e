"""What a call of each kind begins with: our own words, to be changed by whoever plans the call."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.calls.models import Ask, Opening, Step

Text = str | Promise


@dataclass(frozen=True)
class Starter:
    """Texts of a plan. best, minimum: examples of what the customer does, to be put in their names."""

    title: Text
    purpose: Text
    points: tuple[Text, ...]
    opening: Opening
    ask: Ask
    best: Text
    minimum: Text
    situation: Text = ""
    problem: Text = ""
    implication: Text = ""
    payoff: Text = ""
    minutes: int = 45

    @property
    def initial(self) -> dict[str, object]:
        """What the form begins with. The commitments are left to the seller: an example would be saved unread."""
        texts = ("title", "purpose", "situation", "problem", "implication", "payoff")
        found: dict[str, object] = {name: str(getattr(self, name)) for name in texts}
        found |= {"opening": self.opening, "ask": self.ask, "minutes": self.minutes}
        return found | {"points": "\n".join(str(one) for one in self.points)}


STARTERS: Mapping[str, Starter] = {
    Step.FIRST: Starter(
        title=_("Getting to know each other"),
        purpose=_("Find out whether it is worth your time to talk further, and about what."),
        points=(_("What made you interested now"), _("What you have tried so far"), _("Whether and how to go on")),
        opening=Opening.NEWS,
        ask=Ask.ACCESS,
        best=_("Brings the person who owns the budget to a second meeting by a date."),
        minimum=_("Names who else is concerned, and sends us the figures of last year."),
        situation=_("How do you do it today, and who does it?"),
        problem=_("What about it costs you most time or money?"),
        implication=_("What happens elsewhere in the company when it goes wrong?"),
        payoff=_("If that were solved by next year, what would it be worth to you?"),
        minutes=30,
    ),
    Step.DISCOVERY: Starter(
        title=_("Understanding your situation"),
        purpose=_("Describe together what is to change, why, and how you would know that it did."),
        points=(_("Goals and what pushes them"), _("What stands in the way"), _("How you would measure success")),
        opening=Opening.RECAP,
        ask=Ask.FACTS,
        best=_("Opens the figures of two sites to us and lets the people there be asked."),
        minimum=_("Corrects our summary in writing within a week."),
        situation=_("Which of your goals of this year does this belong to?"),
        problem=_("What have you tried, and why was it not enough?"),
        implication=_("What does it cost per month to leave it as it is?"),
        payoff=_("Who gains most when it works, and what will that person then do?"),
    ),
    Step.PROOF: Starter(
        title=_("Seeing whether it works for you"),
        purpose=_("Check with your own case whether it does what you need."),
        points=(_("Your case, in your words"), _("Try it on your case"), _("What is still open")),
        opening=Opening.PROBLEM,
        ask=Ask.TRIAL,
        best=_("Starts a trial with own people and writes down what it has to show."),
        minimum=_("Names the people and the case for a trial."),
        situation=_("Which case would convince your colleagues?"),
        problem=_("Where does a case like this go wrong today?"),
        implication=_("Who hears of it when it does?"),
        payoff=_("If the trial shows it, what happens next on your side, and by when?"),
        minutes=60,
    ),
    Step.EXECUTIVE: Starter(
        title=_("What this means for your plans"),
        purpose=_("Decide whether this belongs to what the company wants to reach, and what it takes."),
        points=(_("What your people found"), _("What waiting costs"), _("What it takes from you")),
        opening=Opening.NEWS,
        ask=Ask.DECISION,
        best=_("Says who decides by which date, and puts it on that agenda."),
        minimum=_("Asks the people concerned for a recommendation by a date."),
        situation=_("What has to be true by the end of the year for it to have been a good one?"),
        problem=_("What keeps you from it that your people cannot solve alone?"),
        implication=_("What happens to the plan if this stays as it is?"),
        payoff=_("What would you do with what it frees?"),
        minutes=30,
    ),
    Step.PROPOSAL: Starter(
        title=_("Going through the draft together"),
        purpose=_("Correct the draft so that you can defend it in your house."),
        points=(_("What we understood"), _("What it brings and costs, in your figures"), _("What is missing")),
        opening=Opening.RECAP,
        ask=Ask.VERDICT,
        best=_("Confirms the figures in writing and hands the draft in for the decision."),
        minimum=_("Marks what has to change until it can be handed in, by a date."),
        situation=_("Who will read it, and what do they look at first?"),
        problem=_("Which sentence will be attacked?"),
        implication=_("What would be decided if nobody were convinced?"),
        payoff=_("Which figure do you want to be able to name?"),
    ),
    Step.TERMS: Starter(
        title=_("Open points of the contract"),
        purpose=_("Settle what is open, and who does what until signature."),
        points=(_("Open points"), _("Way through law and purchasing"), _("Dates")),
        opening=Opening.RECAP,
        ask=Ask.TERMS,
        best=_("Gives the contract to the legal department today and names the day of signature."),
        minimum=_("Names everybody who has to agree, each with a day."),
        situation=_("Who has to agree, in which order?"),
        problem=_("What took longest the last time?"),
        implication=_("What happens to your start date if it takes as long again?"),
        payoff=_("What would help you to shorten it?"),
        minutes=30,
    ),
    Step.REVIEW: Starter(
        title=_("What has become of it"),
        purpose=_("Look at what you wanted to reach, what was reached, and what is next."),
        points=(_("What was to be reached, and was it"), _("What hinders"), _("What comes next")),
        opening=Opening.POINT_OF_THEIRS,
        ask=Ask.TEAM,
        best=_("Names the next site and puts somebody in charge."),
        minimum=_("Confirms the results in figures and lets us pass them on in the company."),
        situation=_("What has changed with you since we last spoke?"),
        problem=_("Where does it not do what you expected?"),
        implication=_("Who else has the same trouble?"),
        payoff=_("What would the next step have to bring?"),
        minutes=60,
    ),
}


def starter_for(step: str) -> Starter | None:
    """What a call of that kind begins with; None: an empty card."""
    return STARTERS.get(step)
