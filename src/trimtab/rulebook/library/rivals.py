"""Rules about rivals, criteria and the strategy against them."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from trimtab.rulebook.library.writing import (
    FROM_MID,
    chosen,
    equal,
    every,
    least,
    less,
    no,
    rule,
    shipped,
    some,
    unknown,
    yes,
)  # fmt: skip

of = partial(shipped, theme="rivals")

RULES = (
    of(
        "C18",
        rule(
            "weak_mandatory", "urgent",
            _("{competition_weak_mandatory} of the criteria that must be met we meet weakly."),
            _("One that is not met is enough to be struck from the list, before anybody looks at the rest."),
            least("competition_weak_mandatory", 1),
            action=_("Show proof for the criterion that must be met, or have it changed"), intent="fix",
            whom="decider", days=3,
        ),
        fires={"competition_weak_mandatory": 1},
        silent={"competition_weak_mandatory": 0},
    ),
    of(
        "C19",
        rule(
            "behind_on_top", "warning",
            _("A rival is better on {competition_lost_top} of the three criteria that count most."),
            _("On these criteria we lose. Change what counts, or win a part that the rival cannot hold."),
            least("competition_lost_top", 2),
            action=_("Choose a criterion that we would win, and who could make it count"), intent="protect",
            whom="decider", days=7,
        ),
        fires={"competition_lost_top": 2},
        silent={"competition_lost_top": 1},
    ),
    of(
        "C20",
        rule(
            "frontal_without_lead", "warning",
            _("We go head-on, and are not clearly better."),
            _("Head-on wins where the customer sees us far ahead. Slightly better ends in a comparison of prices."),
            every(chosen("strategy_chosen", "frontal"), less("strategy_advantage", 0.5)),
            action=_("Choose the strategy again with what we know of the rival"), intent="protect", days=5,
        ),
        fires={"strategy_chosen": "frontal", "strategy_advantage": 0.2},
        silent={"strategy_chosen": "frontal", "strategy_advantage": 0.6},
    ),
    of(
        "C21",
        rule(
            "no_strategy", "warning",
            _("A rival is known, and no strategy is chosen."),
            _("Without one, each call answers the rival's last move."),
            every(least("competition_rivals", 1), unknown("strategy_chosen")),
            action=_("Choose how to win this, and write down why they cannot answer it"), intent="protect", days=7,
            scope=FROM_MID,
        ),
        fires={"competition_rivals": 1, "strategy_chosen": None},
        silent={"competition_rivals": 1, "strategy_chosen": "flanking"},
    ),
    of(
        "R01",
        rule(
            "rival_ahead_unanswered", "warning",
            _("A rival is ahead, and no action protects us against it."),
            _("What the rival has won will not fall to us by itself."),
            every(yes("competition_ahead"), equal("objectives_protect", 0)),
            action=_("Plan one move that takes away what the rival is ahead by"), intent="protect", whom="friend",
            days=5,
        ),
        fires={"competition_ahead": True, "objectives_protect": 0},
        silent={"competition_ahead": True, "objectives_protect": 1},
    ),
    of(
        "R02",
        rule(
            "no_rival_known", "info",
            _("One of the larger ones, and no rival is named beside doing nothing."),
            _("Either there is none, or we have not asked. One question to a friend tells."),
            every(yes("opportunity_large"), equal("competition_rivals", 0)),
            action=_("Ask whom else they talk to, and how others would do it"), intent="learn", whom="friend", days=7,
            scope=FROM_MID,
        ),
        fires={"competition_rivals": 0, "opportunity_large": True},
        silent={"competition_rivals": 1, "opportunity_large": True},
    ),
    of(
        "R03",
        rule(
            "criteria_missing", "info",
            _("A rival is known, and the criteria by which they choose are not written down."),
            _("Fit cannot be judged against criteria that nobody listed."),
            every(
                least("competition_rivals", 1), some(no("competition_formal_known"), no("competition_informal_known")),
            ),
            action=_("List the criteria with a friend inside, and who cares for which"), intent="learn", whom="friend",
            days=10,
            scope=FROM_MID,
        ),
        fires={"competition_rivals": 1, "competition_formal_known": False, "competition_informal_known": True},
        silent={"competition_rivals": 1, "competition_formal_known": True, "competition_informal_known": True},
    ),
)  # fmt: skip
