"""Who may answer to a finding: whoever sees its opportunity. Who may change rules: whoever sets up."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.opportunities.policy import get_opportunity_for, require_opportunity_edit
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.rulebook.models import Finding, Reply
from trimtab.rulebook.queries import rules_by_key
from trimtab.rulebook.rules import Rule

RELATED = ("opportunity__owner__team", "opportunity__account")


def get_finding_for(user: User, finding_id: int, *, edit: bool = False) -> Finding:
    """The finding, if the user may see its opportunity; with `edit`, if the user may change that.

    Raises:
        Http404: there is no such finding, or the user is a stranger to its opportunity.
        PermissionDenied: the user may read it, not change it.
    """
    seen = visible_opportunities(user)
    finding = Finding.objects.filter(pk=finding_id, opportunity__in=seen).select_related(*RELATED).first()
    if finding is None:
        raise Http404
    if edit:
        require_opportunity_edit(user, finding.opportunity)
    return finding


def require_answerable(user: User, finding: Finding) -> None:
    """Refuse strangers to the opportunity.

    Raises:
        Http404: the user does not see it.
    """
    get_opportunity_for(user, finding.opportunity_id)


def get_reply_for(user: User, reply_id: int) -> Reply:
    """The user's own answer that still stands.

    Raises:
        Http404: there is none; another person's is nobody else's business.
    """
    reply = Reply.objects.standing().filter(pk=reply_id, person=user).select_related("finding__opportunity").first()
    if reply is None:
        raise Http404
    return reply


def get_rule_for(user: User, key: str, *, edit: bool = False) -> Rule:
    """The rule as it stands; everybody may read it.

    Raises:
        Http404: there is no such rule.
        PermissionDenied: with `edit`, the user does not set up.
    """
    rule = rules_by_key().get(key)
    if rule is None:
        raise Http404
    if edit:
        require_set_up(user)
    return rule


def require_set_up(user: User) -> None:
    """Refuse those who may not change rules.

    Raises:
        PermissionDenied: the user neither does operations nor administers.
    """
    if not can_set_up(user):
        raise PermissionDenied(_("Only operations and administrators change rules."))
