"""Small builders for tests of the playbook."""

from datetime import datetime
from typing import Any

from trimtab.people.models import User
from trimtab.playbook.actions import activate_draft, draft_play
from trimtab.playbook.catalogue import ListedPlay, play_named
from trimtab.playbook.facts import PlayFacts
from trimtab.playbook.matching import Conditions


def listed(key: str) -> ListedPlay:
    """The play with that key."""
    found = play_named(key)
    assert found is not None
    return found


def play(name: str, *, by: User, now: datetime, when: Conditions | None = None, **said: Any) -> ListedPlay:
    """A play of the organisation's own, in use."""
    facts = PlayFacts(name, when=when or Conditions(), **said)
    draft = draft_play(None, said=facts, by=by, now=now)
    activate_draft(listed(draft.play.key), by=by, now=now)
    return listed(draft.play.key)
