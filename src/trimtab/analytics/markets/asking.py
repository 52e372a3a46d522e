"""The evidence of each market, of the frame's records only, compared once and kept for an hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account
from trimtab.analytics.cuts import WHOLE
from trimtab.analytics.reading import KEPT_SECONDS, Reading, hashed
from trimtab.core.models import CustomField
from trimtab.core.own_fields import own_fields
from trimtab.core.shared_answers import shared_answer
from trimtab.insight.markets import OUTCOMES, Compared, Totals, compare_markets, totals_by
from trimtab.insight.results import NotEnoughData
from trimtab.people.frame import Frame

WINDOW = timedelta(days=730)
MOST_MARKETS = 60
OTHERS = "\N{HORIZONTAL ELLIPSIS}"  # the smaller ones together; no market is called so
FACTS: Mapping[str, Promise] = {
    "region": _("Regions"), "country": _("Countries"), "industry": _("Industries"), "segment": _("Segments"),
}  # fmt: skip
OWN = "own-"  # before the key of an own field of accounts, such as the language


@dataclass(frozen=True)
class Markets:
    """The comparison by one fact of the accounts. as_of: of the data; since: from when on decisions count."""

    by: str
    found: Compared | NotEnoughData
    since: datetime
    as_of: datetime
    merged: int  # how many small markets stand together in one line


def facts_of_accounts() -> dict[str, str]:
    """By what accounts can be put into markets: key in the address → label. Own fields with choices are among them."""
    chosen = [field for field in own_fields("account") if field.kind == CustomField.Kind.CHOICE]
    return {key: str(label) for key, label in FACTS.items()} | {f"{OWN}{one.key}": one.label for one in chosen}


def markets_for(frame: Frame, reading: Reading, by: str) -> Markets:
    """The markets of the frame's records, from the cache where the same was asked within the hour."""
    stands_on = str(reading.folder / reading.manifest.name)
    key = hashed("markets", stands_on, reading.as_of, frame.scope.key, frame.scope.ids, by)
    return shared_answer(key, lambda: _compared(frame, reading, by), seconds=KEPT_SECONDS)


def _compared(frame: Frame, reading: Reading, by: str) -> Markets:
    since = reading.as_of - WINDOW
    asker = reading.asker(frame, WHOLE)
    columns = reading.engine.columns(OUTCOMES, slice=asker.slice, start=since, as_of=reading.as_of)
    accounts = [int(pk) for pk in columns["account_id"]]
    markets = _markets_of(accounts, by)
    totals = totals_by(columns, [markets.get(pk, "") for pk in accounts])
    kept, merged = gathered(totals, most=MOST_MARKETS)
    return Markets(by, compare_markets(kept), since, reading.as_of, merged)


def _markets_of(accounts: Sequence[int], by: str) -> Mapping[int, str]:
    """The market of each account that says so. One query: asking for some ids only takes longer."""
    column = f"custom__{by.removeprefix(OWN)}" if by.startswith(OWN) else by
    wanted = set(accounts)
    rows = Account.objects.values_list("pk", column).iterator()
    return {pk: str(market).strip() for pk, market in rows if pk in wanted and market not in (None, "")}


def gathered(totals: Sequence[Totals], *, most: int) -> tuple[list[Totals], int]:
    """The largest markets by what was decided in them; the smaller ones together, and how many those are."""
    if len(totals) <= most:
        return list(totals), 0
    largest = sorted(totals, key=lambda one: (-one.decided, one.name))
    kept, rest = largest[: most - 1], largest[most - 1 :]
    names = [field.name for field in fields(Totals) if field.name != "name"]
    together = replace(rest[0], name=OTHERS, **{name: sum(getattr(one, name) for one in rest) for name in names})
    return [*kept, together], len(rest)
