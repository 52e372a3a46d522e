"""Rules about what is done next: actions, talks, calls and reviews."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from trimtab.rulebook.library.writing import (
    FROM_MID,
    chosen,
    equal,
    every,
    least,
    less,
    more,
    most,
    no,
    not_so,
    rule,
    shipped,
    yes,
)  # fmt: skip

of = partial(shipped, theme="steps")

RULES = (
    of(
        "C25",
        rule(
            "no_action", "warning",
            _("It closes {opportunity_closes_in:when}, and nothing is planned: no action, no activity."),
            _("What has no next step has no owner. Usually it is the customer who notices first."),
            every(
                equal("objectives_open", 0), no("opportunity_planned"), least("opportunity_closes_in", 0),
                most("opportunity_closes_in", 60),
            ),
            action=_("Agree the next step with a date and a name"), intent="learn", whom="friend", days=3,
            scope=FROM_MID,
        ),
        fires={"objectives_open": 0, "opportunity_planned": False, "opportunity_closes_in": 40},
        silent={"objectives_open": 1, "opportunity_planned": False, "opportunity_closes_in": 40},
    ),
    of(
        "C25",
        rule(
            "nothing_with_customer", "info",
            _("{objectives_open} actions are open, none of them with somebody of the customer in the next 14 days."),
            _("Work at one's own desk feels like progress. The decision is made at theirs."),
            every(least("objectives_open", 2), equal("objectives_soon", 0), no("opportunity_planned")),
            action=_("Turn one of the open actions into a talk with the customer"), intent="learn", whom="friend",
            days=5, scope=FROM_MID,
        ),
        fires={"objectives_open": 2, "objectives_soon": 0, "opportunity_planned": False},
        silent={"objectives_open": 2, "objectives_soon": 1, "opportunity_planned": False},
    ),
    of(
        "C26",
        rule(
            "overdue", "warning",
            _("{objectives_overdue} actions are overdue."),
            _("Promises that slip inside slip outside too. Do them, hand them over, or drop them."),
            least("objectives_overdue", 3),
            action=_("Clear the overdue actions: do, hand over or drop each"), intent="fix", days=2,
        ),
        fires={"objectives_overdue": 3},
        silent={"objectives_overdue": 2},
    ),
    of(
        "C27",
        rule(
            "not_reviewed", "warning",
            _("One of the larger ones, last reviewed {reviews_last:ago}."),
            _("Somebody who does not hope sees in half an hour what we overlooked in a month."),
            every(yes("opportunity_large"), more("reviews_last", 30)),
            action=_("Ask for a review with somebody who does not know it"), intent="fix", days=7,
        ),
        fires={"opportunity_large": True, "reviews_last": 31},
        silent={"opportunity_large": True, "reviews_last": 30},
    ),
    of(
        "C28",
        rule(
            "recommendations_open", "warning",
            _("{reviews_open_recommendations} recommendations of the last review became no action."),
            _("Advice that nobody carries out was an hour of several people."),
            least("reviews_open_recommendations", 1),
            action=_("Turn each recommendation into an action, or say why not"), intent="fix", days=3,
        ),
        fires={"reviews_open_recommendations": 1},
        silent={"reviews_open_recommendations": 0},
    ),
    of(
        "D01",
        rule(
            "unheard", "warning",
            _("The customer has not spoken for {opportunity_heard}."),
            _("Silence is the most common no. Try another person and another way before another mail."),
            every(more("opportunity_heard", 30), less("opportunity_heard", 400), not_so("processes_paused")),
            action=_("Reach somebody else there, in another way"), intent="learn", whom="stranger", days=3,
            scope=FROM_MID,
        ),
        fires={"opportunity_heard": 31},
        silent={"opportunity_heard": 30},
    ),
    of(
        "D02",
        rule(
            "one_way", "info",
            _("{opportunity_touches} activities in four weeks, and the customer last spoke {opportunity_heard:ago}."),
            _("All effort comes from one side. More of the same rarely turns that."),
            every(least("opportunity_touches", 4), more("opportunity_heard", 28)),
            action=_("Ask one question that is easy to answer, and wait"), intent="learn", whom="friend", days=5,
        ),
        fires={"opportunity_touches": 4, "opportunity_heard": 40},
        silent={"opportunity_touches": 4, "opportunity_heard": 7},
    ),
    of(
        "D04",
        rule(
            "closing_unplanned", "urgent",
            _("It closes {opportunity_closes_in:when}, is in commit, and nothing is planned with the customer."),
            _("Two weeks before a signature there are calls to make. None planned means that none was agreed."),
            every(
                least("opportunity_closes_in", 0), most("opportunity_closes_in", 14), chosen("opportunity_forecast",
                "commit"),
                no("opportunity_planned"), equal("objectives_soon", 0),
            ),
            action=_("Agree today what is left until the signature"), intent="learn", whom="decider", days=1,
        ),
        fires={"opportunity_closes_in": 7, "opportunity_forecast": "commit", "opportunity_planned": False,
            "objectives_soon": 0},
        silent={"opportunity_closes_in": 7, "opportunity_forecast": "commit", "opportunity_planned": True,
            "objectives_soon": 0},
    ),
    of(
        "D07",
        rule(
            "only_amplify", "info",
            _("All {objectives_open} open actions tell how good we are."),
            _("Nobody learns by talking. One question in the plan is worth two presentations."),
            every(least("objectives_amplify", 2), least("objectives_amplify", other="objectives_open"),
            equal("objectives_learn", 0)),
            action=_("Plan one talk in which only they speak"), intent="learn", whom="friend", days=7,
        ),
        fires={"objectives_open": 2, "objectives_amplify": 2, "objectives_learn": 0},
        silent={"objectives_open": 3, "objectives_amplify": 2, "objectives_learn": 0},
    ),
    of(
        "D08",
        rule(
            "unknown_not_asked", "info",
            _("{assessments_unknown} answers are not known, and no action is there to learn them."),
            _("What nobody is to ask stays unknown."),
            every(least("assessments_unknown", 3), equal("objectives_learn", 0)),
            action=_("Plan a call for the unknown answers that matter most"), intent="learn", whom="friend", days=7,
            scope=FROM_MID,
        ),
        fires={"assessments_unknown": 3, "objectives_learn": 0, "objectives_open": 0},
        silent={"assessments_unknown": 3, "objectives_learn": 1, "objectives_open": 1},
    ),
    of(
        "D09",
        rule(
            "no_advance", "warning",
            _("{calls_without_advance} calls in a row ended without a commitment of the customer."),
            _("Friendly talks without a commitment are a polite no. Ask for something small that costs them effort."),
            least("calls_without_advance", 3),
            action=_("Plan a call with a smallest commitment worth going for"), intent="learn", whom="decider", days=5,
        ),
        fires={"calls_without_advance": 3},
        silent={"calls_without_advance": 2},
    ),
)  # fmt: skip
