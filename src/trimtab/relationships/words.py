"""What the room says: meanings of the scales, trees that help to choose, what to do next with whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.relationships.models import Adaptability, Coverage, Influence, Orientation, Role, Rung, Support

MEANINGS: Mapping[str, Mapping[str, Promise]] = {
    "influence": {
        Influence.OUTSIDE: _("Carries out what others decide, and starts nothing of this kind."),
        Influence.POLITICAL: _(
            "Starts and carries such projects, and is trusted by those who decide. Often two to five."
        ),
        Influence.INNER: _("Decides how it ends, and sets goals for the whole company. Often two or three."),
    },
    "support": {
        Support.ENEMY: _("Works against us."),
        Support.AGAINST: _("Prefers another way: a competitor, their own people, or to do nothing."),
        Support.NEUTRAL: _("Prefers nobody so far."),
        Support.SUPPORTER: _("Prefers us, and says so when asked."),
        Support.MENTOR: _("Speaks for us when we are not in the room, and gains when we do."),
    },
    "coverage": {
        Coverage.UNKNOWN: _("Nobody of us can say."),
        Coverage.NONE: _("Nobody of us has had an answer from the person in half a year."),
        Coverage.BRIEF: _("One exchange in 90 days, or only earlier ones of this half year."),
        Coverage.MULTIPLE: _("Two to four exchanges in 90 days."),
        Coverage.DEEP: _("Five or more in 90 days, one of them outside a meeting."),
    },
    "orientation": {
        Orientation.FINANCIAL: _("Asks first what it costs and returns."),
        Orientation.TECHNICAL: _("Asks first how it works and fits."),
        Orientation.RELATIONSHIP: _("Asks first who will be there, and who vouches for us."),
        Orientation.BUSINESS: _("Asks first what it changes for the company and its customers."),
    },
    "roles": {
        Role.USER: _("Lives with the result."),
        Role.EVALUATOR: _("Compares the offers."),
        Role.DECIDER: _("Makes the choice, or the proposal that is followed."),
        Role.APPROVER: _("Releases the money at the end."),
    },
}
RUNGS: Mapping[str, Promise] = {
    Rung.VENDOR: _("Is called when a purchase is under way, and gone before it is in use."),
    Rung.CREDIBLE: _("Keeps promises; works with several departments, from just before the comparison to the start."),
    Rung.SOLVER: _(
        "Comes with answers to known problems before there is a project, and stays until results are measured."
    ),
    Rung.ADVISOR: _("Is asked in confidence about needs that are only emerging, at all times."),
}
ADAPTABILITY: Mapping[str, Promise] = {
    Adaptability.LAGGARD: _("Changes when nothing else is left."),
    Adaptability.CONSERVATIVE: _("Changes when everybody else has."),
    Adaptability.PRAGMATIST: _("Changes when others like them can show that it works."),
    Adaptability.VISIONARY: _("Changes early for a large advantage."),
    Adaptability.INNOVATOR: _("Likes the new for its own sake."),
}


@dataclass(frozen=True)
class Question:
    """A step of a tree: a question that is answered by yes or no."""

    text: Promise
    yes: "Question | str"
    no: "Question | str"


TREES: Mapping[str, Question] = {
    "influence": Question(
        _("Could this person change what is asked of suppliers, or stop the project, alone?"),
        Question(
            _("Does the person set goals for the whole company, or hold the money?"),
            Influence.INNER,
            Influence.POLITICAL,
        ),
        Question(
            _("Do people inside ask for this person's opinion before they decide?"),
            Influence.POLITICAL,
            Influence.OUTSIDE,
        ),
    ),
    "support": Question(
        _("Did the person tell you something useful unasked, and act for you while you were not there?"),
        Support.MENTOR,
        Question(
            _("Did the person say that they prefer you?"),
            Support.SUPPORTER,
            Question(
                _("Did the person say that they prefer somebody else, their own people, or no change?"),
                Question(_("Does the person try to win others against you?"), Support.ENEMY, Support.AGAINST),
                Support.NEUTRAL,
            ),
        ),
    ),
    "coverage": Question(
        _("Has anybody of us had an answer from this person in half a year: a talk, a meeting, a mail?"),
        Question(
            _("Were there at least two such exchanges in the last 90 days?"),
            Question(
                _("Were there five or more, and one of them outside a meeting?"), Coverage.DEEP, Coverage.MULTIPLE
            ),
            Coverage.BRIEF,
        ),
        Coverage.NONE,
    ),
    "orientation": Question(
        _("Is the first question about a proposal what it costs and returns?"),
        Orientation.FINANCIAL,
        Question(
            _("Is it how the thing works and fits with what is there?"),
            Orientation.TECHNICAL,
            Question(
                _("Is it who will do the work, or who can vouch for us?"),
                Orientation.RELATIONSHIP,
                Orientation.BUSINESS,
            ),
        ),
    ),
}

PLAYBOOK: Mapping[tuple[str, str], Promise] = {
    (Influence.INNER, Support.ENEMY): _(
        "Keep this person's reach small: win somebody of the same rank, and find out what is at stake."
    ),
    (Influence.INNER, Support.AGAINST): _(
        "Start from a goal that this person owns, and bring one of our executives as an equal."
    ),
    (Influence.INNER, Support.NEUTRAL): _(
        "Earn the next talk: bring something new about an initiative that matters to this person."
    ),
    (Influence.INNER, Support.SUPPORTER): _("Ask for a word in public, and for a way to the others who decide."),
    (Influence.INNER, Support.MENTOR): _("Tell this person first before each step, and ask for help seldom."),
    (Influence.POLITICAL, Support.ENEMY): _("Answer with facts that others in the company have agreed to."),
    (Influence.POLITICAL, Support.AGAINST): _("Find out what this person would lose, and take the risk away."),
    (Influence.POLITICAL, Support.NEUTRAL): _("Work out together what the solution has to meet."),
    (Influence.POLITICAL, Support.SUPPORTER): _("Give this person the figures to argue with inside."),
    (Influence.POLITICAL, Support.MENTOR): _("Prepare this person to speak for us in the inner circle."),
    (Influence.OUTSIDE, Support.ENEMY): _("Let it be, unless this person feeds somebody who decides."),
    (Influence.OUTSIDE, Support.AGAINST): _("Keep this person informed; no more."),
    (Influence.OUTSIDE, Support.NEUTRAL): _("Ask for facts about how things are done today."),
    (Influence.OUTSIDE, Support.SUPPORTER): _("Ask what is going on inside."),
    (Influence.OUTSIDE, Support.MENTOR): _("Ask who really decides, and how to reach them."),
}


def play_for(influence: str, support: str) -> Promise:
    """What to do next with somebody who stands there. A support that was not judged is to be found out first."""
    if not influence:
        return _("Find out first whether this person has a say in the decision.")
    if not support:
        return _("Find out first where this person stands: ask what they would choose, and why.")
    return PLAYBOOK[influence, support]
