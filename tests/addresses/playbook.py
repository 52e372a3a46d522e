"""The addresses of `playbook`."""

from tests.addresses.roles import ANAS, EVERYBODY, SET_BY_LEADERS, Address, Seen
from tests.cast import LONG_AGO
from trimtab.playbook.actions import draft_play, start_play
from trimtab.playbook.catalogue import play_named

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
    listed, other = play_named(PLAY), play_named("first-meeting-their-day")
    assert listed is not None
    assert other is not None
    use = start_play(seen.opportunity, other, who=ana, due_on=LONG_AGO.date(), by=ana, now=LONG_AGO)
    draft_play(listed, said=listed.said, by=eva, now=LONG_AGO)
    return {"play_use": use.pk}
