"""Who may do what at an address, by one letter for each role: r reads, w writes (and reads), - does not find it."""

from dataclasses import dataclass

from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

ROLES = ("ana", "gus", "ben", "cleo", "eva", "finn", "dov")
# What each may do with Ana's records; Gus is her colleague and reads along, Cleo sells elsewhere.
ANAS = dict(zip(ROLES, "wrw-www", strict=True))
# An alarm about Ana: hers and that of those who lead her, of nobody else.
ABOUT_ANA = dict(zip(ROLES, "r-w-w--", strict=True))
EVERYBODY = dict.fromkeys(ROLES, "w")
SET_UP = dict(zip(ROLES, "-----ww", strict=True))
SET_BY_LEADERS = dict(zip(ROLES, "rrwrwww", strict=True))
WHO_SELLS_OR_LEADS = dict(zip(ROLES, "wwwwwrr", strict=True))
# Adjusting what Ana said: who leads her does; others who see it only read it.
WHO_LEADS_ANA = dict(zip(ROLES, "rrw-wrr", strict=True))
SHARED_BY_DOV = dict(zip(ROLES, "rrrrrrw", strict=True))
BEGIN_PILOTS = dict(zip(ROLES, "rrwrwww", strict=True))
# A running pilot among Ana, Gus and two more of the north.
PILOT = dict(zip(ROLES, "rrw-www", strict=True))

# A change of many records by Ana; operations and administrators may take it back too.
OF_WHOEVER_MADE_IT = dict(zip(ROLES, "w----ww", strict=True))


@dataclass(frozen=True)
class Address:
    """Who may do what at one address. `method`: how it is asked; `needs_write`: reading is not enough."""

    allowed: dict[str, str]
    method: str = "get"
    needs_write: bool = False
    of: str = ""  # whose id stands in it; of several, in their order: "plan member"
    field: str = ""  # which of its fields
    is_public: bool = False  # by a link that is a secret; the one in the matrix was never made
    leaves: frozenset[str] = frozenset()  # tables where reading leaves a trace: an export is recorded


@dataclass(frozen=True)
class Seen:
    """What a room's own records hang on: the cast, Ana's customer with a person there, and her deal."""

    people: dict[str, User]
    account: Account
    contact: Contact
    opportunity: Opportunity
