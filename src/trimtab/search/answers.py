"""From what was found to what is shown: loaded through the rule of sight once more, each with a line of context."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Contact
from trimtab.accounts.queries import visible_accounts, visible_contacts
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner
from trimtab.people.queries import colleagues_of
from trimtab.search.commands import Verb
from trimtab.search.models import Kind
from trimtab.search.queries import find
from trimtab.search.ranking import Found
from trimtab.web.formats import money

SHOWN = 8
RECENT = 8
# Pages whose records are remembered by the browser that showed them.
RECORD_PAGES = {"opportunity": Kind.OPPORTUNITY, "account": Kind.ACCOUNT, "person": Kind.PERSON}


@dataclass(frozen=True)
class Answer:
    """One record among the answers, with a line of facts that tell it from others."""

    kind: str
    name: str
    url: str
    facts: Sequence[str] = ()


def records(user: User, text: str) -> list[Answer]:
    """The records that the text means, best first."""
    return _shown(user, find(user, text, limit=SHOWN))


def recent_records(user: User, paths: Iterable[str]) -> list[Answer]:
    """The records of those pages, as far as the user sees them; without any, the own opportunities changed last."""
    asked = [found for path in list(paths)[:RECENT] if (found := record_of(path))]
    if shown := _shown(user, asked):
        return shown
    own = visible_opportunities(user).current().filter(owner=user).order_by("-changed_at", "-pk")
    return _shown(user, [Found(Kind.OPPORTUNITY, pk, 0) for pk in own.values_list("pk", flat=True)[:RECENT]])


def record_of(path: str) -> Found | None:
    """The record whose page has that path."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    kind = RECORD_PAGES.get(match.url_name or "")
    return Found(kind, match.kwargs["pk"], 0) if kind and match.kwargs["pk"] < 1 << 40 else None


def deeds_with_records(user: User, verbs: Sequence[Verb], text: str) -> list[Answer]:
    """What can be done with the records that the text means, by those who may."""
    found = find(user, text, limit=SHOWN) if verbs else []
    loaded = {kind: _LOADERS[kind](user, _ids(found, kind)) for kind in {verb.kind for verb in verbs}}
    deeds = []
    for one in found:
        for verb in verbs:
            record = loaded[verb.kind].get(one.record_id) if verb.kind == one.kind else None
            if isinstance(record, Account | Opportunity) and access_to_owner(user, record.owner).can_edit:
                url = reverse(verb.address, args=[record.pk]) + verb.anchor
                deeds.append(Answer("", verb.label % {"name": record.name}, url, _facts_of(record)))
    return deeds[:SHOWN]


def _shown(user: User, found: Sequence[Found]) -> list[Answer]:
    loaded = {kind: _LOADERS[kind](user, _ids(found, kind)) for kind in {one.kind for one in found}}
    records = [loaded[one.kind].get(one.record_id) for one in found]
    return [_answer(user, record) for record in records if record is not None]


def _ids(found: Sequence[Found], kind: int) -> list[int]:
    return [one.record_id for one in found if one.kind == kind]


Record = Account | Opportunity | Contact | User


def _opportunities(user: User, ids: Collection[int]) -> dict[int, Record]:
    found = visible_opportunities(user).current().select_related("account", "stage", "owner__team")
    return {one.pk: one for one in found.filter(pk__in=ids)}


def _accounts(user: User, ids: Collection[int]) -> dict[int, Record]:
    found = visible_accounts(user).current().select_related("owner__team")
    return {one.pk: one for one in found.filter(pk__in=ids)}


def _contacts(user: User, ids: Collection[int]) -> dict[int, Record]:
    found = visible_contacts(user).filter(archived_at__isnull=True).select_related("account")
    return {one.pk: one for one in found.filter(pk__in=ids)}


def _people(user: User, ids: Collection[int]) -> dict[int, Record]:
    return {one.pk: one for one in colleagues_of(user).filter(pk__in=ids)}


_LOADERS: dict[int, Callable[[User, Collection[int]], dict[int, Record]]] = {
    Kind.ACCOUNT: _accounts,
    Kind.OPPORTUNITY: _opportunities,
    Kind.CONTACT: _contacts,
    Kind.PERSON: _people,
}


def _answer(user: User, record: Record) -> Answer:
    if isinstance(record, Opportunity):
        return Answer(_("Opportunity"), record.name, reverse("opportunity", args=[record.pk]), _facts_of(record))
    if isinstance(record, Account):
        return Answer(_("Account"), record.name, reverse("account", args=[record.pk]), _facts_of(record))
    if isinstance(record, User):
        facts = _filled(record.title or record.get_role_display(), record.team)
        return Answer(_("Person"), record.name, reverse("person", args=[record.pk]), facts)
    facts = _filled(record.title, record.account, record.email)
    return Answer(_("Contact"), record.name, reverse("contact", args=[record.pk]), facts)


def _facts_of(record: Opportunity | Account) -> list[str]:
    if isinstance(record, Opportunity):
        amount = None if record.amount is None else money(record.amount, record.currency)
        return _filled(record.account, record.stage.name, amount, record.owner)
    return _filled(record.industry, record.region, record.owner)


def _filled(*facts: object) -> list[str]:
    return [str(fact) for fact in facts if fact]
