"""Rules about what the customer wants, and whether the customer said so."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from trimtab.rulebook.library.writing import (
    FROM_MID,
    equal,
    every,
    least,
    less,
    more,
    no,
    rule,
    shipped,
    yes,
)  # fmt: skip

of = partial(shipped, theme="story")
TOLD = {"discovery_board": True, "discovery_insights": 5}

RULES = (
    of(
        "C33",
        rule(
            "story_open", "warning",
            _("What they want, what presses, what they do and what stops them is not all confirmed."),
            _("A story that the customer did not confirm is ours. It will not be told when we are not in the room."),
            every(yes("discovery_board"), no("discovery_ok")),
            action=_("Read the story to the customer and let it be corrected"), intent="learn", whom="friend", days=7,
            scope=FROM_MID,
        ),
        fires=TOLD | {"discovery_ok": False},
        silent=TOLD | {"discovery_ok": True},
    ),
    of(
        "IM1",
        rule(
            "why_now", "warning",
            _("No confirmed pressure says why now."),
            _("Without a force from outside or above, next year is as good as this one. Most rivals are called later."),
            every(yes("discovery_board"), equal("discovery_pressures_confirmed", 0)),
            action=_("Ask what happens to them if nothing changes this year"), intent="learn", whom="decider", days=7,
            scope=FROM_MID,
        ),
        fires=TOLD | {"discovery_pressures_confirmed": 0},
        silent=TOLD | {"discovery_pressures_confirmed": 1},
    ),
    of(
        "IM2",
        rule(
            "goals_unowned", "warning",
            _("Goals that nobody with a say owns: {discovery_goals_unowned} of {discovery_goals}."),
            _("A goal without somebody who answers for it is a wish. Nobody spends money on it."),
            least("discovery_goals_unowned", 1),
            action=_("Ask who is measured by this goal"), intent="learn", whom="friend", days=10, scope=FROM_MID,
        ),
        fires=TOLD | {"discovery_goals_unowned": 1, "discovery_goals": 2},
        silent=TOLD | {"discovery_goals_unowned": 0, "discovery_goals": 2},
    ),
    of(
        "IM3",
        rule(
            "loose_solutions", "warning",
            _("Our solutions that answer nothing that the customer named: {discovery_loose_solutions}."),
            _("What answers nothing is a cost on the offer, and the first thing to be struck."),
            least("discovery_loose_solutions", 1),
            action=_("Tie each solution to what it removes or moves, or take it out"), intent="fix", days=7,
        ),
        fires=TOLD | {"discovery_loose_solutions": 1},
        silent=TOLD | {"discovery_loose_solutions": 0},
    ),
    of(
        "IM4",
        rule(
            "unanswered", "info",
            _("Initiatives of high priority without a solution of ours: {discovery_unanswered}."),
            _("The customer spends there already. Either we can help, or somebody else is asked."),
            least("discovery_unanswered", 1),
            action=_("Look for what we have for this initiative"), intent="prove", days=14,
        ),
        fires=TOLD | {"discovery_unanswered": 1},
        silent=TOLD | {"discovery_unanswered": 0},
    ),
    of(
        "IM5",
        rule(
            "open_obstacles", "warning",
            _("Obstacles without an action: {discovery_open_obstacles} of {discovery_obstacles}."),
            _("They told us what stops them. What is left lying there stops us too."),
            least("discovery_open_obstacles", 1),
            action=_("Plan how the next obstacle is removed, together with whoever feels it"), intent="fix", days=7,
        ),
        fires=TOLD | {"discovery_open_obstacles": 1, "discovery_obstacles": 2},
        silent=TOLD | {"discovery_open_obstacles": 0, "discovery_obstacles": 2},
    ),
    of(
        "IM6",
        rule(
            "owner_share", "warning",
            _("{discovery_owner_share} of goals and initiatives belong to people with a say; a third is the least."),
            _("The story is told with people who do not decide. Those who do have goals of their own."),
            less("discovery_owner_share", 0.33),
            action=_("Ask those with a say for their own goals"), intent="learn", whom="stranger", days=10,
            scope=FROM_MID,
        ),
        fires=TOLD | {"discovery_owner_share": 0.2},
        silent=TOLD | {"discovery_owner_share": 0.4},
    ),
    of(
        "IM7",
        rule(
            "one_source", "warning",
            _("Everything we know of their goals was told by one person."),
            _("One view is one interest. A second voice confirms it, or saves us from a surprise."),
            yes("discovery_one_source"),
            action=_("Tell the story to a second person and ask what is missing"), intent="learn", whom="stranger",
            days=10,
        ),
        fires=TOLD | {"discovery_one_source": True},
        silent=TOLD | {"discovery_one_source": False},
    ),
    of(
        "IM8",
        rule(
            "story_old", "info",
            _("{discovery_stale} insights were confirmed more than 180 days ago."),
            _("Budgets and people changed since. What was true then needs one question."),
            least("discovery_stale", 1),
            action=_("Ask whether what we heard still holds"), intent="learn", whom="friend", days=14,
        ),
        fires=TOLD | {"discovery_stale": 1},
        silent=TOLD | {"discovery_stale": 0},
    ),
    of(
        "C34",
        rule(
            "pressure_unowned", "warning",
            _("Nobody with a say feels one of the pressures."),
            _("A pressure on people who do not decide moves nobody who does."),
            no("discovery_pressure_owned"),
            action=_("Find out whom among those with a say this presses"), intent="learn", whom="friend", days=10,
            scope=FROM_MID,
        ),
        fires=TOLD | {"discovery_pressure_owned": False},
        silent=TOLD | {"discovery_pressure_owned": True},
    ),
    of(
        "C45",
        rule(
            "solution_unfounded", "warning",
            _("None of our solutions answers something that the customer confirmed."),
            _("We know what we sell, and do not know that they want it."),
            no("discovery_solution_fits"),
            action=_("Let the customer confirm the initiative that this serves"), intent="prove", whom="friend", days=7,
            scope=FROM_MID,
        ),
        fires=TOLD | {"discovery_solution_fits": False},
        silent=TOLD | {"discovery_solution_fits": True},
    ),
    of(
        "S01",
        rule(
            "no_story_of_large", "warning",
            _("One of the larger ones, and nothing is written of what the customer wants."),
            _("What stands in one head cannot be checked, handed over or read before a call."),
            every(yes("opportunity_large"), no("discovery_board")),
            action=_("Write down the goals we heard, and who said so"), intent="learn", days=7, scope=FROM_MID,
        ),
        fires={"opportunity_large": True, "discovery_board": False},
        silent={"opportunity_large": True, "discovery_board": True},
    ),
    of(
        "S02",
        rule(
            "story_confirmed", "positive",
            _("{discovery_confirmed} of what we know of their goals is confirmed by the customer."),
            _("Their own words carry an offer further than ours. Open the next document with them."),
            every(more("discovery_confirmed", 0.6), least("discovery_insights", 4), yes("discovery_ok")),
            action=_("Put their confirmed goals at the top of the offer"), intent="amplify", days=10,
        ),
        fires={"discovery_confirmed": 0.8, "discovery_insights": 5, "discovery_ok": True},
        silent={"discovery_confirmed": 0.5, "discovery_insights": 5, "discovery_ok": True},
    ),
)  # fmt: skip
