"""What we judge of those who take part, beside their names: for us alone, from the opportunity's map of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trimtab.accounts.models import Contact
from trimtab.calls.models import Call
from trimtab.opportunities.models import Opportunity
from trimtab.relationships.models import Member
from trimtab.relationships.queries import map_of, map_of_opportunity

SHOWN = ("roles", "influence", "support", "coverage")


@dataclass(frozen=True)
class Portrait:
    """One of theirs with the place on the map; without one, nothing was judged."""

    contact: Contact
    member: Member | None

    @property
    def marks(self) -> list[tuple[str, str]]:
        """What was judged, as label and words; what was not is left out."""
        if self.member is None:
            return []
        return [(Member.label_of(one), words) for one in SHOWN if (words := self.member.words(one))]

    @property
    def summary(self) -> str:
        """The judgements in one line."""
        return " · ".join(words for _label, words in self.marks)

    @property
    def wants(self) -> str:
        """What the person wants, for the business and for himself or herself."""
        if self.member is None:
            return ""
        return " · ".join(filter(None, (self.member.business_agenda, self.member.personal_agenda)))


def portraits_of(call: Call, contacts: Sequence[Contact]) -> list[Portrait]:
    """Those contacts as the call's map shows them."""
    members = members_by_contact(call.opportunity, call)
    return [Portrait(one, members.get(one.pk)) for one in contacts]


def members_by_contact(opportunity: Opportunity | None, call: Call | None = None) -> Mapping[int, Member]:
    """Contact → place on the map of the opportunity, else of the account. Two queries."""
    shown = map_of_opportunity(opportunity) if opportunity else None
    account = opportunity.account if opportunity else call.account if call else None
    if shown is None and account is not None:
        shown = map_of(account)
    if shown is None:
        return {}
    members = Member.objects.current().filter(map=shown, contact__isnull=False).select_related("contact", "map")
    return {one.contact_id: one for one in members if one.contact_id is not None}
