"""Reading what keeps customers, never more than a user may see."""

from django.db.models import BigIntegerField, CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from trimtab.accounts.models import Account
from trimtab.accounts.queries import visible_accounts
from trimtab.opportunities.models import LineItem
from trimtab.people.models import User
from trimtab.people.policy import owners_in_sight, sees_everyone
from trimtab.retention.models import Defection, Threat


def visible_defections(user: User) -> QuerySet[Defection]:
    """The alarms about accounts that the user sees."""
    found = Defection.objects.filter(account__archived_at__isnull=True)
    return found if sees_everyone(user) else found.filter(account__in=visible_accounts(user))


def visible_threats(user: User) -> QuerySet[Threat]:
    """The threats that concern the user: own ones, those of visible people, and those against visible accounts."""
    if sees_everyone(user):
        return Threat.objects.all()
    accounts = visible_accounts(user).current()
    return Threat.objects.filter(
        Q(owner__in=owners_in_sight(user))
        | Q(created_by=user)
        | Q(pk__in=Threat.accounts.through.objects.filter(account__in=accounts).values("threat"))
        | (has_scope() & Exists(_in_scope_of(accounts)))
    )


def accounts_of(threat: Threat) -> QuerySet[Account]:
    """The accounts that a threat is against: the named ones, and those in its scope."""
    named = Account.objects.current().filter(threats=threat)
    if not threat.has_scope:
        return named
    scope = Q()
    if threat.industry:
        scope &= Q(industry__iexact=threat.industry)
    if threat.region:
        scope &= Q(region__iexact=threat.region)
    if threat.product_id:
        bought = LineItem.objects.filter(product=threat.product_id, opportunity__account=OuterRef("pk"))
        scope &= Q(Exists(bought.filter(opportunity__archived_at__isnull=True)))
    return Account.objects.current().filter(scope | Q(pk__in=named.values("pk")))


def threats_against(account: Account) -> QuerySet[Threat]:
    """The threats that name the account or have it in their scope."""
    this = Account.objects.filter(pk=account.pk)
    named = Threat.accounts.through.objects.filter(account=account).values("threat")
    return Threat.objects.filter(Q(pk__in=named) | (has_scope() & Exists(_in_scope_of(this))))


def has_scope() -> Q:
    """Threats that mean accounts by what they are."""
    return ~Q(industry="") | ~Q(region="") | Q(product__isnull=False)


def _in_scope_of(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Of these accounts, those in the scope of the threat that the query around this one is at."""
    bought = LineItem.objects.filter(
        product=OuterRef(OuterRef("product")),
        opportunity__account=OuterRef("pk"),
        opportunity__archived_at__isnull=True,
    )
    return accounts.alias(
        scope_industry=ExpressionWrapper(OuterRef("industry"), CharField()),
        scope_region=ExpressionWrapper(OuterRef("region"), CharField()),
        scope_product=ExpressionWrapper(OuterRef("product"), BigIntegerField()),
        own_industry=Lower("industry"),
        own_region=Lower("region"),
    ).filter(
        Q(scope_industry="") | Q(own_industry=Lower(F("scope_industry"))),
        Q(scope_region="") | Q(own_region=Lower(F("scope_region"))),
        Q(scope_product__isnull=True) | Q(Exists(bought)),
    )
