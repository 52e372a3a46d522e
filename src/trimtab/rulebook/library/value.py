"""Rules about the value for the customer, the way to the signature, and what the customer can check."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from trimtab.rulebook.library.writing import (
    FROM_MID,
    LATE,
    equal,
    every,
    least,
    less,
    most,
    no,
    past,
    rule,
    shipped,
    yes,
)  # fmt: skip

of = partial(shipped, theme="value")

RULES = (
    of(
        "C35",
        rule(
            "case_unconfirmed", "urgent",
            _("Late, and no figure of the business case was confirmed by the customer."),
            _("Figures that only we believe do not survive the first question of whoever releases the money."),
            equal("value_case_confirmed", 0),
            action=_("Go through the figures with somebody who owns one of them"), intent="prove", whom="approver",
            days=5,
            scope=LATE,
        ),
        fires={"value_case_confirmed": 0},
        silent={"value_case_confirmed": 1},
    ),
    of(
        "V01",
        rule(
            "need_weak", "warning",
            _("Their need to change is {value_need} of what it would have to be."),
            _("Change costs effort and risk. While the need is weaker than these, doing nothing is their best choice."),
            less("value_need", 0.4),
            action=_("Work out together what a month of waiting costs"), intent="prove", whom="decider", days=7,
            scope=FROM_MID,
        ),
        fires={"value_need": 0.3},
        silent={"value_need": 0.5},
    ),
    of(
        "V02",
        rule(
            "need_unconfirmed", "warning",
            _("The need to change is our own estimate."),
            _("A need counts when somebody there would repeat it to a colleague."),
            no("value_need_confirmed"),
            action=_("Ask somebody with a say to confirm or correct the need"), intent="learn", whom="friend", days=7,
            scope=FROM_MID,
        ),
        fires={"value_need_confirmed": False},
        silent={"value_need_confirmed": True},
    ),
    of(
        "V03",
        rule(
            "event_passed", "urgent",
            _("The date that compelled them, {value_event_on}, has passed."),
            _("They lived through it without us. The reason to act now has to be found anew."),
            past("value_event_on"),
            action=_("Ask what the date moved to, and what it cost to let it pass"), intent="learn", whom="decider",
            days=3,
        ),
        fires={"value_event_on": "2026-11-01"},
        silent={"value_event_on": "2026-12-24"},
    ),
    of(
        "C36",
        rule(
            "paper_unknown", "urgent",
            _("It closes {opportunity_closes_in:when}, and steps of legal, security or purchasing have no date."),
            _("Paper takes weeks that nobody plans. It is the most common reason why a sure one slips."),
            every(yes("mutual_paper_unknown"), less("opportunity_closes_in", 45), least("opportunity_closes_in", 0)),
            action=_("Ask for each step from yes to signature: who, how long, what they need from us"), intent="learn",
            whom="friend", days=3,
        ),
        fires={"mutual_paper_unknown": True, "opportunity_closes_in": 30},
        silent={"mutual_paper_unknown": True, "opportunity_closes_in": 60},
    ),
    of(
        "C37",
        rule(
            "plan_untouched", "urgent",
            _("Nobody touched the mutual plan for {mutual_untouched}."),
            _("A plan that the customer left lying is a decision that the customer left lying."),
            least("mutual_untouched", 21),
            action=_("Call, and ask which date of the plan still holds"), intent="learn", whom="friend", days=1,
        ),
        fires={"mutual_untouched": 21},
        silent={"mutual_untouched": 20},
    ),
    of(
        "V04",
        rule(
            "no_mutual_plan", "info",
            _("Late, and no plan is shared with the customer."),
            _("Dates that both sides wrote hold better than dates that one side hopes for."),
            no("mutual_plan"),
            action=_("Offer the customer a plan back from their own date"), intent="prove", whom="decider", days=5,
            scope=LATE,
        ),
        fires={"mutual_plan": False},
        silent={"mutual_plan": True},
    ),
    of(
        "V05",
        rule(
            "date_unlikely", "warning",
            _("By our own durations the date is met in {mutual_chance} of cases."),
            _("The steps take as long as they took before. Start the longest one today, or tell the forecast."),
            most("mutual_chance", 0.25),
            action=_("Move the longest step forward, or agree a date that holds"), intent="fix", whom="decider", days=3,
        ),
        fires={"mutual_chance": 0.2},
        silent={"mutual_chance": 0.5},
    ),
    of(
        "V06",
        rule(
            "case_stands", "positive",
            _("{value_case_confirmed} figures of the business case are the customer's own."),
            _("Let them present it. A case told from inside is hardly ever asked for a discount."),
            every(least("value_case_confirmed", 2), least("value_need", 0.6)),
            action=_("Help our friend present the case inside"), intent="amplify", whom="friend", days=7,
        ),
        fires={"value_case_confirmed": 3, "value_need": 0.7},
        silent={"value_case_confirmed": 1, "value_need": 0.7},
    ),
)  # fmt: skip
