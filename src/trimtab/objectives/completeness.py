"""How complete the objectives of an account are, from 0 to 100, and how to gain points.

30 for an open business objective, 30 for an open relationship objective, 20 × the share of open ones that say metric,
owner and day, 20 × the share of open ones that are not overdue. Shares instead of all or nothing: what is mended gains
what its hint says. Without any objective there are no points for being complete and in time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.accounts.completeness import Hint, Score
from trimtab.accounts.models import Account
from trimtab.objectives.kinds import BUSINESS, RELATIONSHIP, all_kinds
from trimtab.objectives.models import Objective

EACH, COMPLETE, IN_TIME = 30.0, 20.0, 20.0


def completeness_of(account: Account, today: date) -> Score:
    """The score of the account's open objectives."""
    return completeness_at([account], today)[account.pk]


def completeness_at(accounts: Collection[Account], today: date) -> Mapping[int, Score]:
    """The score of each account's open objectives. Two queries for any number of accounts."""
    kinds = all_kinds()
    counting = {
        str(counts): {one.key for one in kinds if one.counts_as == counts} for counts in (BUSINESS, RELATIONSHIP)
    }
    objectives: dict[int, list[Objective]] = defaultdict(list)
    for one in Objective.objects.open().filter(account__in=[account.pk for account in accounts]):
        objectives[one.account_id].append(one)
    return {account.pk: _score(account, objectives[account.pk], counting, today) for account in accounts}


def _score(account: Account, objectives: Sequence[Objective], counting: Mapping[str, set[str]], today: date) -> Score:
    business, relationship = counting[BUSINESS], counting[RELATIONSHIP]
    kinds = {one.kind for one in objectives}
    lacking = [one for one in objectives if not (one.metric and one.owner_id and one.due_on)]
    late = [one for one in objectives if one.is_overdue(today)]
    points = EACH * bool(kinds & business) + EACH * bool(kinds & relationship)
    if objectives:
        points += COMPLETE * (1 - len(lacking) / len(objectives)) + IN_TIME * (1 - len(late) / len(objectives))
    hints = _missing_kinds(account, has_business=bool(kinds & business), has_relationship=bool(kinds & relationship))
    return Score(points, [*hints, *_to_mend(account, objectives, lacking, late)])


def _missing_kinds(account: Account, *, has_business: bool, has_relationship: bool) -> Iterator[Hint]:
    url = reverse("objective-new", args=[account.pk])
    if not has_business:
        yield Hint(_("Set an objective of the business: revenue, or development of it."), EACH, url)
    if not has_relationship:
        yield Hint(_("Set an objective of a relationship: with whom, and what that person gains."), EACH, url)


def _to_mend(
    account: Account, objectives: Sequence[Objective], lacking: Sequence[Objective], late: Sequence[Objective]
) -> Iterator[Hint]:
    url = reverse("account-objectives", args=[account.pk])
    if lacking:
        text = ngettext(
            "Say metric, owner and day of %(count)s objective.",
            "Say metric, owner and day of %(count)s objectives.",
            len(lacking),
        )
        yield Hint(text % {"count": len(lacking)}, COMPLETE * len(lacking) / len(objectives), url)
    if late:
        text = ngettext(
            "Reach, move or give up %(count)s overdue objective.",
            "Reach, move or give up %(count)s overdue objectives.",
            len(late),
        )
        yield Hint(text % {"count": len(late)}, IN_TIME * len(late) / len(objectives), url)
    if not objectives:
        yield Hint(
            _("With metric, owner and a day that is not past, an objective counts in full."), COMPLETE + IN_TIME, url
        )
