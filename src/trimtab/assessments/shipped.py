"""The assessment that is shipped: four questions, twenty criteria.

They stand here and not in a table, so that they are in the reader's language and a new installation has them.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from trimtab.assessments.scorecard import Question, Scorecard, Section, Step

FOUR_QUESTIONS = "four-questions"

OPPORTUNITY = Section(
    "opportunity",
    _("Is there an opportunity?"),
    (
        Question(
            "project",
            _("A real project"),
            _("They have a project with people and time for it, and have thought through what they need."),
            _("Who works on this besides you, and what happens after a choice is made?"),
            of_rivals=False,
        ),
        Question(
            "profile",
            _("Their business"),
            _("We know which goals, pressures, initiatives and obstacles stand behind the project."),
            _("Which goal of the company suffers when this project fails?"),
            of_rivals=False,
        ),
        Question(
            "finances",
            _("Their finances"),
            _("The state and the trend of their finances allow this purchase."),
            _("How does this year's result change what may be bought?"),
            of_rivals=False,
        ),
        Question(
            "funds",
            _("The money for it"),
            _("There is a budget, or we know who can release the money and what that person needs to see."),
            _("Whose budget pays for this, and who else wants that money?"),
            of_rivals=False,
        ),
        Question(
            "compelling_event",
            _("A reason to act by a date"),
            _("They must act by a date that they named, and letting it pass costs them something they feel."),
            _("What happens on the day after, if nothing is in place by then?"),
            weight=2,
            is_key=True,
            of_rivals=False,
            steps=(
                Step("forced", _("Does something force them to act?")),
                Step("by_when", _("Did they name the day by which it must be done?")),
                Step("cost", _("Is it known what each month of delay costs them?")),
                Step("payback", _("Is it known what they gain when it is done, and when?"), is_deciding=False),
                Step("effect", _("Can the effect be measured afterwards?"), is_deciding=False),
            ),
        ),
    ),
)

COMPETE = Section(
    "compete",
    _("Can we compete?"),
    (
        Question(
            "formal_criteria",
            _("How they decide, in writing"),
            _("We know the steps, the criteria and which of them count most."),
            _("By which criteria will you compare, and which one decides when two are alike?"),
        ),
        Question(
            "fit",
            _("What we offer fits"),
            _("We meet what they ask, and they have seen it proven."),
            _("What have you seen of us that convinced you, and what not yet?"),
        ),
        Question(
            "resources",
            _("The effort to win it"),
            _("We know what winning takes of us, and have the people and the time."),
            _("What do you expect of us before you can decide?"),
        ),
        Question(
            "relationship",
            _("How we stand with them"),
            _("They know us and trust us more than the others."),
            _("Whom do you call first when something goes wrong?"),
        ),
        Question(
            "unique_value",
            _("A value that only we bring"),
            _("They confirmed a measured result for them that nobody else can give."),
            _("Which result would make this a success, in your figures, and who else could bring it?"),
            weight=2,
            is_key=True,
            steps=(
                Step("result", _("Is it known which measured result they want?")),
                Step("measure", _("Is it known how they define and measure that value?")),
                Step("in_figures", _("Did we work it out in their figures?")),
                Step("confirmed", _("Did they confirm it?")),
                Step("apart", _("Does it set us apart from everybody else, doing nothing included?")),
            ),
        ),
    ),
)

WIN = Section(
    "win",
    _("Can we win?"),
    (
        Question(
            "inside_support",
            _("Somebody inside wants us"),
            _("Somebody there wants us to win, has a say, and has acted for us."),
            _("What would you do for this when we are not in the room?"),
            weight=2,
            is_key=True,
            steps=(
                Step("power", _("Does that person have a say in the decision?")),
                Step("personal_win", _("Does that person gain something when we win?")),
                Step("acted", _("Did that person act for us when we were not there?")),
                Step("bad_news", _("Does that person tell us bad news too?")),
            ),
        ),
        Question(
            "credibility",
            _("Those who decide believe us"),
            _("We get to those who decide, and they take our word."),
            _("When did we last speak with the person who signs, and what came of it?"),
        ),
        Question(
            "culture",
            _("They like how we work"),
            _("Their way of working and ours go together, and they say so."),
            _("How do you like to work with a supplier, and what put you off before?"),
        ),
        Question(
            "informal_criteria",
            _("How they decide, unspoken"),
            _("We know the personal reasons that are not written down, and they speak for us."),
            _("What does each of those who decide want for themselves?"),
        ),
        Question(
            "alignment",
            _("The powerful are for us"),
            _("Those who have most power are those who support us, and they can shape the decision."),
            _("Who gets their way when these people disagree, and what do they think of us?"),
            weight=2,
            is_key=True,
            steps=(
                Step("power", _("Is it known who has the most power here?")),
                Step("want_us", _("Do these people want us to win, and do we know why?")),
                Step("shape", _("Can they shape the criteria?")),
                Step("inside", _("Does somebody inside act for us?"), is_deciding=False),
                Step("believe", _("Do those who decide believe us?"), is_deciding=False),
                Step("culture", _("Do they like how we work?"), is_deciding=False),
                Step("criteria", _("Are the written and the unspoken criteria known?"), is_deciding=False),
            ),
        ),
    ),
)

WORTH = Section(
    "worth",
    _("Is it worth winning?"),
    (
        Question(
            "short_revenue",
            _("Revenue now"),
            _("The order is at least as large as our usual one, within a usual time."),
            _("What will the first order contain?"),
            of_rivals=False,
        ),
        Question(
            "future_revenue",
            _("Revenue later"),
            _("What they may buy over the years is at least as much as our usual customer buys."),
            _("What comes after this project?"),
            of_rivals=False,
        ),
        Question(
            "profitability",
            _("Margin"),
            _("What remains after all costs is what we want to earn."),
            _("Which terms will their purchasing department ask for?"),
            of_rivals=False,
        ),
        Question(
            "risk",
            _("Risk within bounds"),
            _("Delivering and being paid is no riskier than usual."),
            _("What could go wrong after the signature, and who bears it?"),
            of_rivals=False,
        ),
        Question(
            "strategic_value",
            _("Worth beyond the money"),
            _("It brings a reference, a market or a skill that we want."),
            _("Would you tell others about it when it goes well?"),
            of_rivals=False,
        ),
    ),
)

SHIPPED: Mapping[str, Scorecard] = {
    FOUR_QUESTIONS: Scorecard(_("Four questions"), (OPPORTUNITY, COMPETE, WIN, WORTH)),
}
CRITERIA = tuple(one.key for one in SHIPPED[FOUR_QUESTIONS].questions())
SECTIONS = tuple(one.key for one in SHIPPED[FOUR_QUESTIONS].sections)
