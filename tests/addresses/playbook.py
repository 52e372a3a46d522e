"""The addresses of `playbook`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, SET_BY_LEADERS, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.tests import builders
from trimtab.playbook import actions
from trimtab.playbook.tests.builders import listed

PLAY = "is-it-a-project"

ADDRESSES: dict[str, Address] = {
    "opportunity-plays": Address(ANAS, of="opportunity"),
    "play-start": Address(ANAS, needs_write=True, of="opportunity", field=PLAY),
    "opportunity-change": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "play-use-ending": Address(ANAS, method="post", needs_write=True, of="play_use"),
    "play-use-reopening": Address(ANAS, method="post", needs_write=True, of="play_use"),
    "plays": Address(EVERYBODY),
    "plays-export": Address(EVERYBODY),
    "plays-import": Address(SET_BY_LEADERS, needs_write=True),
    "play-new": Address(SET_BY_LEADERS, needs_write=True),
    "play": Address(EVERYBODY, field=PLAY),
    "play-edit": Address(SET_BY_LEADERS, needs_write=True, field=PLAY),
    "play-activation": Address(SET_BY_LEADERS, method="post", needs_write=True, field=PLAY),
    "play-draft-removal": Address(SET_BY_LEADERS, method="post", needs_write=True, field=PLAY),
    "play-archiving": Address(SET_BY_LEADERS, method="post", needs_write=True, field=PLAY),
}


def ids(seen: Seen) -> dict[str, int]:
    """A play under way with her deal; the play has a draft."""
    ana, eva = seen.people["ana"], seen.people["eva"]
    due_on = LONG_AGO.date()
    use = actions.start_play(
        seen.opportunity, listed("first-meeting-their-day"), who=ana, due_on=due_on, by=ana, now=LONG_AGO
    )
    own = dict.fromkeys(
        ("name", "doing", "needs", "theirs", "ours", "bring", "goes", "follows", "follow_subject"), "αβγ"
    )
    actions.draft_play(listed(PLAY), said=replace(listed(PLAY).said, **own), by=eva, now=LONG_AGO)  # type: ignore[arg-type]
    return {"play_use": use.pk}


def acts(world: Any) -> Mapping[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    deal = Opportunity.objects.get(pk=world.ids["opportunity"])
    eva, ana = dict[str, Any](by=world.people["eva"], now=NOW), dict[str, Any](by=world.people["ana"], now=NOW)
    drafted, other, gone = listed(PLAY), listed("paper-backwards"), listed("price-alone")
    actions.archive_play(gone, **eva)
    begun = dict[str, Any](who=world.people["ana"], due_on=NOW.date())
    use = actions.start_play(deal, listed("map-who-decides"), **begun, **ana)
    ended = actions.start_play(deal, listed("pilot-with-an-end"), **begun, **ana)
    actions.end_use(ended, outcome="advance", **ana)
    later = NOW + timedelta(days=90)
    actions.offer_plays(now=NOW)
    builders.deal("Pumps", owner=ana["by"], process=deal.process)
    return {
        "offer_plays": lambda: actions.offer_plays(now=NOW),
        "draft_play": lambda: actions.draft_play(other, said=other.said, **eva),
        "activate_draft": lambda: actions.activate_draft(drafted, **eva),
        "drop_draft": lambda: actions.drop_draft(drafted, **eva),
        "archive_play": lambda: actions.archive_play(other, **eva),
        "restore_play": lambda: actions.restore_play(listed("price-alone"), **eva),
        "import_plays": lambda: actions.import_plays([("ours", other.said), (other.key, other.said)], **eva),
        "start_play": lambda: actions.start_play(deal, listed("second-meeting-the-money"), **begun, **ana),
        "end_use": lambda: actions.end_use(use, outcome="refusal", **ana),
        "reopen_use": lambda: actions.reopen_use(ended, **ana),
        "say_change": lambda: actions.say_change(deal, change="high", **ana),
        "measure_plays": lambda: actions.measure_plays(now=later),
    }
