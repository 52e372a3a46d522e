"""What the sellers of the sample answered about their largest deals, so that the pages are alive."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from trimtab.assessments.actions import Reply, give_answer, mark_occasion
from trimtab.assessments.models import Assessment, Occasion
from trimtab.competition.models import Contender
from trimtab.competition.queries import contenders_of
from trimtab.opportunities.demo import largest_deals
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

DEALS = 3
# Days ago, question, answer, whom it is about (None: us), how we know and what was said (none: an opinion), note.
STORY: tuple[tuple[int, str, str, str | None, tuple[str, str] | None, str], ...] = (
    (60, "project", "yes", None, ("said", "Two of our engineers work on it half their time."), ""),
    (60, "compelling_event", "unknown", None, None, "The plant manager speaks of spring."),
    (60, "funds", "unknown", None, None, ""),
    (58, "fit", "yes", None, None, ""),
    (58, "relationship", "no", None, None, "They have called the other supplier for eight years."),
    (55, "formal_criteria", "unknown", None, None, ""),
    (52, "short_revenue", "yes", None, ("document", "The tender names three plants."), ""),
    (52, "risk", "yes", None, None, ""),
    (24, "compelling_event", "yes", None, ("written", "The old contract ends on 31 March; each month over costs."), ""),
    (22, "profile", "yes", None, ("said", "Downtime is the first point of the board's plan."), ""),
    (20, "funds", "yes", None, ("said", "The budget is released in January."), ""),
    (15, "fit", "yes", None, ("observed", "The pilot ran for six weeks without a stop."), ""),
    (15, "unique_value", "unknown", None, None, "They have not put a figure on the saved hours."),
    (15, "resources", "yes", None, ("said", "Three days of an engineer are enough for them."), ""),
    (12, "formal_criteria", "yes", None, ("written", "Price 40, delivery 30, service 30."), ""),
    (10, "inside_support", "yes", None, None, ""),
    (9, "credibility", "yes", None, ("said", "Your team keeps what it promises."), ""),
    (9, "alignment", "no", None, ("third_party", "The finance lead prefers the other offer."), ""),
    (9, "alignment", "yes", "rival", None, ""),
    (8, "relationship", "yes", "rival", None, ""),
    (8, "fit", "unknown", "rival", None, ""),
    (7, "fit", "no", "nothing", None, "Doing nothing leaves two stops a month."),
    (7, "alignment", "unknown", "nothing", None, ""),
    (6, "profitability", "unknown", None, None, ""),
    (5, "strategic_value", "yes", None, None, "The first customer of its kind in the region."),
)
STEPS = {"power": "yes", "personal_win": "yes", "acted": "unknown", "bad_news": "yes"}


def fill_assessments(sellers: Sequence[User], *, leader: User, today: date, now: datetime) -> int:
    """Answers for the largest open deals of each seller, once; how many assessments there are."""
    if Assessment.objects.exists():
        return Assessment.objects.count()
    for seller in sellers:
        for number, opportunity in enumerate(largest_deals(seller, most=DEALS)):
            _fill(opportunity, seller, share=3 - number, leader=leader, today=today, now=now)
    return Assessment.objects.count()


def _fill(opportunity: Opportunity, seller: User, *, share: int, leader: User, today: date, now: datetime) -> None:
    """All of the story for the first deal, two thirds of it for the second, a third for the last."""
    contenders = contenders_of(opportunity)
    rivals = [one for one in contenders if not one.is_nothing]
    whom: dict[str | None, Contender | None] = {
        None: None,
        "rival": rivals[0] if rivals else None,
        "nothing": contenders[-1],
    }
    marked = False
    for days, question, value, party, proof, note in STORY[: len(STORY) * share // 3]:
        if days < 18 and not marked:
            mark_occasion(opportunity, kind=Occasion.Kind.MARK, by=leader, now=now - timedelta(days=18))
            marked = True
        if party == "rival" and whom[party] is None:
            continue
        evidence = proof and {"kind": proof[0], "note": proof[1], "happened_on": today - timedelta(days=days)}
        steps = STEPS if question == "inside_support" else {}
        reply = Reply(question, value, contender=whom[party], note=note, steps=steps, evidence=evidence or None)
        give_answer(opportunity, reply, by=seller, now=now - timedelta(days=days))
