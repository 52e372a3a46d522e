"""The addresses of `outcomes`."""

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, SET_UP, Address, Seen
from tests.cast import LONG_AGO
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.outcomes import actions

# A lesson of Ana's is everybody's to read.
ANAS_LESSON = dict(zip(ROLES, "wrrrrww", strict=True))
ADDRESSES: dict[str, Address] = {
    "outcomes": Address(EVERYBODY),
    "opportunity-outcome": Address(ANAS, of="opportunity"),
    "debrief-ours": Address(ANAS, needs_write=True, of="opportunity"),
    "debrief-buyer": Address(ANAS, needs_write=True, of="opportunity"),
    "opportunity-lessons": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "debrief-withdrawal": Address(ANAS, method="post", needs_write=True, of="debrief"),
    "hand-over": Address(ANAS, of="won_deal"),
    "hand-over-giving": Address(ANAS, method="post", needs_write=True, of="won_deal"),
    "hand-over-file": Address(ANAS, of="won_deal", field="customer"),
    "lessons": Address(EVERYBODY),
    "lesson-archiving": Address(ANAS_LESSON, method="post", needs_write=True, of="lesson"),
    "lesson-restoration": Address(ANAS_LESSON, method="post", needs_write=True, of="lesson"),
    "outcome-reasons": Address(SET_UP),
}


def ids(seen: Seen) -> dict[str, int]:
    """A deal that Ana won, why, what delivery must know, and a lesson."""
    ana, opportunity = seen.people["ana"], seen.opportunity
    won = Opportunity.objects.get(pk=opportunity.pk)
    won.pk, won.external_id, won.name = None, None, "Acme spare parts"
    won.status, won.stage = "won", Stage.objects.filter(process=won.process, kind="won").order_by("pk")[0]
    won.save()
    said = {"competitor": None, "text": "", "differently": "", "by": ana, "now": LONG_AGO}
    debrief = actions.say_ours(won, reasons=["won_fit"], **said)  # type: ignore[arg-type]  # as named
    actions.write_hand_over(won, texts={"scope": "Two pumps"}, by=ana, now=LONG_AGO)
    lesson = actions.add_lesson(won, facts={"title": "Ask early"}, by=ana, now=LONG_AGO)
    return {"won_deal": won.pk, "debrief": debrief.pk, "lesson": lesson.pk}
