"""What sellers of the sample company said of their accounts, who the ideal customer is, and whom they want to win.

The records of a simulated company hold no judgements; without some, half of the pages would be empty.
"""

from datetime import datetime, timedelta

from trimtab.accounts.models import Account
from trimtab.core.models import Organisation
from trimtab.people.models import User
from trimtab.targeting.actions import (
    add_fact,
    add_sign,
    add_target,
    adopt_profile,
    move_target,
    rate,
    score_again,
    see_sign,
)
from trimtab.targeting.fit import Bands, Criterion, Grade
from trimtab.targeting.models import AccountScore, Profile, Target

RATED = 5
TARGETS = 5
PROFILE = (
    Criterion("segment", 3, False, {"A": Grade(("Enterprise",)), "B": Grade(("Mid-Market",)), "C": Grade(("*",))}),
    Criterion("employees", 2, False, {"A": Grade(least=1000), "B": Grade(least=200, most=999), "C": Grade(least=40)}),
    Criterion("industry", 1, False, {"A": Grade(("Manufacturing", "Software")), "B": Grade(("*",))}),
)
ANSWERS = (
    ("solution", "high", "said", "Wants two more plants on it next year."),
    ("strategic", "medium", "observed", "Speaks at the fair in our field."),
    ("margin", "high", "document", "Price list without rebates."),
    ("business", "medium", "document", "Annual report: grows with its market."),
)
FACTS = (
    ("company", "Makes packaging machines; four plants.", "Annual report", "sure", 40),
    ("strategy", "“Half of our revenue from services by 2029.”", "Interview of the chief executive", "sure", 90),
    ("people", "The head of plants decides about anything below half a million.", "Call", "likely", 20),
    ("timing", "Budgets are closed in October.", "Call", "likely", 20),
)


def fill_demo(*, now: datetime) -> None:
    """Let the people of the sample say what they know; once."""
    seller = User.objects.filter(email__startswith="ana@").first()
    leader = User.objects.filter(email__startswith="eva@").first()
    if seller is None or leader is None or Profile.objects.exists():
        return
    adopt_profile(PROFILE, bands=Bands(), why="As agreed at the kick-off.", seen=0, by=leader, now=now)
    today = now.astimezone(Organisation.get().zone).date()
    scores = AccountScore.objects.filter(account__owner=seller).select_related("account__owner__team")
    for row in scores.order_by("-revenue", "pk")[:RATED]:
        for place, (factor, level, kind, note) in enumerate(ANSWERS):
            happened_on = today - timedelta(days=30 * place + row.account_id % 60)
            evidence = {"kind": kind, "note": note, "happened_on": happened_on}
            rate(row.account, factor, level=level, evidence=evidence, by=seller, now=now)
    wanted = [row.account for row in scores.filter(revenue=0).order_by("-headroom", "pk")[:TARGETS]]
    for place, account in enumerate(wanted):
        _want(account, place, by=seller, now=now)
    score_again(now=now)


def _want(account: Account, place: int, *, by: User, now: datetime) -> None:
    """A target on its way, the first ones with more in their dossier."""
    today = now.astimezone(Organisation.get().zone).date()
    target = add_target(account, why="Of the kind that we win most often.", by=by, now=now)
    step = list(Target.Step)[place % 4]
    if step != target.step:
        move_target(target, step=step, why="", revisit_on=None, seen_at=target.changed_at, by=by, now=now)
    for heading, text, source, confidence, age in FACTS[: 4 - place % 4]:
        fields: dict[str, object] = {"heading": heading, "text": text, "source": source, "confidence": confidence}
        add_fact(account, fields=fields | {"known_on": today - timedelta(days=age)}, by=by, now=now)
    watched: dict[str, object] = {
        "kind": "executive",
        "watch_for": "A new head of plants",
        "play": "Call within a week",
        "strength": 3,
    }
    sign = add_sign(account, fields=watched | {"look_on": today}, by=by, now=now)
    if place == 1:
        see_sign(sign, seen_on=today - timedelta(days=2), source="Trade press", by=by, now=now)
