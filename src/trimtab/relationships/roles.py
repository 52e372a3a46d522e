"""Which of the four scored roles a role means that another system wrote in its own words."""

from trimtab.relationships.models import Role

# The first that occurs decides: "technical approver" approves.
MEANT = (
    (Role.APPROVER, ("approv", "economic", "budget", "sponsor", "signator")),
    (Role.DECIDER, ("deci",)),
    (Role.EVALUATOR, ("evaluat", "technical", "procure", "legal", "influenc", "purchas")),
    (Role.USER, ("user",)),
)


def role_meant(text: str) -> str:
    """The key of a role; empty where the words name none, as "Other"."""
    words = text.lower()
    return next((role.value for role, parts in MEANT if any(part in words for part in parts)), "")
