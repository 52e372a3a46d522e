"""The addresses of `targeting`, and calls of its actions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, Address, Seen
from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.targeting import actions
from trimtab.targeting.actions import add_target, keep_proposals
from trimtab.targeting.factors import SHIPPED
from trimtab.targeting.fit import Bands, Criterion
from trimtab.targeting.models import AccountScore, DossierFact, ProfileProposal, Sign, Target
from trimtab.targeting.scoring import latest_profile, latest_scoring
from trimtab.targeting.tests.builders import FACTS, PROPOSED, figures, known, large, watched

# Leaders, operations and administrators set what everybody is scored by.
SET_BY_DEFINERS = dict(zip(ROLES, "rrrrwww", strict=True))

ADDRESSES: dict[str, Address] = {
    "quadrant": Address(EVERYBODY),
    "quadrant-export": Address(EVERYBODY, leaves=frozenset({"core.Event"})),
    "capacity": Address(EVERYBODY),
    "scoring": Address(EVERYBODY),
    "scoring-new": Address(SET_BY_DEFINERS, method="post", needs_write=True),
    "ideal-customer": Address(EVERYBODY),
    "ideal-customer-new": Address(SET_BY_DEFINERS, method="post", needs_write=True),
    "proposal-refusal": Address(SET_BY_DEFINERS, method="post", needs_write=True, of="profile_proposal"),
    "targets": Address(EVERYBODY),
    "target-new": Address(ANAS, method="post", needs_write=True, of="account"),
    "target-moves": Address(ANAS, method="post", needs_write=True, of="account"),
    "target-dropping": Address(ANAS, method="post", needs_write=True, of="account"),
    "account-dossier": Address(ANAS, of="account"),
    "dossier-facts": Address(ANAS, method="post", needs_write=True, of="account"),
    "dossier-fact-withdrawal": Address(ANAS, method="post", needs_write=True, of="account dossier_fact"),
    "signs": Address(ANAS, method="post", needs_write=True, of="account"),
    "sign-sighting": Address(ANAS, method="post", needs_write=True, of="account target_sign"),
    "sign-closing": Address(ANAS, method="post", needs_write=True, of="account target_sign"),
    "account-worth": Address(ANAS, of="account"),
    "account-score": Address(ANAS, of="account"),
    "account-rating": Address(ANAS, method="post", needs_write=True, of="account", field="margin"),
}


def ids(seen: Seen) -> dict[str, int]:
    """A record of Ana's for each kind that stands in an address."""
    large(seen.account)
    keep_proposals([PROPOSED], now=timezone.now())
    ana, now = seen.people["ana"], timezone.now()
    add_target(seen.account, why="", by=ana, now=now)
    return {
        "profile_proposal": ProfileProposal.objects.get().pk,
        "dossier_fact": known(seen.account, by=ana, now=now).pk,
        "target_sign": watched(seen.account, by=ana, now=now).pk,
    }


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    account, fact = Account.objects.get(pk=world.ids["account"]), DossierFact.objects.get(pk=world.ids["dossier_fact"])
    target, sign = Target.objects.get(account=account), Sign.objects.get(pk=world.ids["target_sign"])
    said = {"kind": "said", "note": "Yes.", "happened_on": NOW.date()}
    move: dict[str, Any] = {"step": "released", "why": "No money", "revisit_on": None, "seen_at": target.changed_at}
    facts = {"heading": "company", "text": "Two plants.", "source": "Report", "known_on": NOW.date()}
    happened: dict[str, Any] = {"seen_on": NOW.date(), "source": "News"}
    watch = {"kind": "executive", "watch_for": "A new buyer"}
    asked = next(one.key for one in SHIPPED if one.is_asked)
    dropped = add_target(Account.objects.get(name="Bolt"), why="", by=world.people["finn"], now=NOW)
    actions.drop_target(dropped, by=world.people["finn"], now=NOW)
    return _acts_of_definers(world, account) | {
        "add_target": lambda: actions.add_target(dropped.account, why="Again", by=world.people["finn"], now=NOW),
        "move_target": lambda: actions.move_target(target, **move, **ana),
        "drop_target": lambda: actions.drop_target(target, **ana),
        "add_fact": lambda: actions.add_fact(account, fields=facts, **ana),
        "withdraw_fact": lambda: actions.withdraw_fact(fact, **ana),
        "add_sign": lambda: actions.add_sign(account, fields=watch, **ana),
        "see_sign": lambda: actions.see_sign(sign, **happened, **ana),
        "close_sign": lambda: actions.close_sign(sign, **ana),
        "rate": lambda: actions.rate(account, asked, level="high", evidence=said, **ana),
    }


def _acts_of_definers(world: Any, account: Account) -> dict[str, Callable[[], object]]:
    """What scores everybody is done again as the night does it where a new version stands and the scores do not yet."""
    finn: dict[str, Any] = {"by": world.people["finn"], "now": NOW}
    proposal = ProfileProposal.objects.get(pk=world.ids["profile_proposal"])
    richer = figures(account, revenue=200_000, hours=20.0, headroom=9_000.0, contacts=2)
    cuts: dict[str, Any] = {"cut_current": 10, "cut_future": 10, "half_hours": 99, "why": "Higher", "seen": 1}
    profile: dict[str, Any] = {"criteria": [Criterion("industry")], "bands": Bands(), "why": "Mills", "seen": 0}
    other, later = PROPOSED | {"value": "Mills"}, NOW + timedelta(days=1)
    AccountScore.objects.update(current=0, future=0, quadrant="")  # so that scoring again writes
    return {
        "adopt_scoring": lambda: (
            actions.adopt_scoring(SHIPPED, **cuts, **finn)
            if (found := latest_scoring()) and found.version == 1
            else actions.score_again(now=NOW)
        ),
        "adopt_profile": lambda: (
            actions.score_again(now=NOW) if latest_profile() else actions.adopt_profile(**profile, **finn)
        ),
        "keep_figures": lambda: actions.keep_figures([richer], facts=FACTS, now=later),
        "score_again": lambda: actions.score_again(now=later),
        "keep_proposals": lambda: actions.keep_proposals([PROPOSED, other], now=later),
        "refuse_proposal": lambda: actions.refuse_proposal(proposal, reason="Few", **finn),
        "take_proposal": lambda: actions.take_proposal(proposal, **finn),
    }
