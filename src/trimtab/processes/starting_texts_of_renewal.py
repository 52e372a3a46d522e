"""The words of the process for a renewal, by key."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RENEWAL: Mapping[str, Mapping[str, "str | Promise"]] = {
    "renewal": {
        "text": _("Renewal"),
        "help": _("For customers who decide whether to stay: begin four months before the contract ends."),
    },
    "use": {"text": _("Use and result"), "purpose": _("The customer looks back at what it brought.")},
    "use-used": {
        "text": _("Those for whom it was bought use it"),
        "proof": _("The figure of use, and since when."),
        "role": _("Users"),
    },
    "use-results": {
        "text": _("The result that it was bought for was measured, and its owner agrees with the figure"),
        "proof": _("The figure, with name and date."),
        "role": _("Owner of the problem"),
    },
    "use-complaints": {
        "text": _("No complaint is open"),
        "proof": _("Told by somebody there in the last 30 days."),
        "role": _("Users"),
    },
    "again": {"text": _("Would buy again"), "purpose": _("The customer asks whether it still fits.")},
    "again-owner": {
        "text": _("Whoever decides about staying is known, and spoke with us this quarter"),
        "proof": _("The meeting took place: date and who was there."),
        "role": _("Whoever decides about the money"),
    },
    "again-goals": {
        "text": _("Their goals for the next period are known"),
        "proof": _("The sentence, with who said it."),
        "role": _("Owner of the problem"),
    },
    "again-rivals": {
        "text": _("It is known whether they look at something else"),
        "proof": _("Told by somebody there."),
        "role": _("Seller"),
    },
    "again-changes": {
        "text": _("It is known what changes there: people, budget, owner"),
        "proof": _("Told by somebody there."),
        "role": _("Owner of the problem"),
    },
    "renew-offer": {"text": _("Offer"), "purpose": _("The customer weighs scope and price.")},
    "renew-offer-scope": {
        "text": _("The scope of the next period is agreed"),
        "proof": _("Their answer to our summary."),
        "role": _("Owner of the problem"),
    },
    "renew-offer-price": {
        "text": _("A change of price was explained to whoever decides, before the offer"),
        "proof": _("Date, and what that person said."),
        "role": _("Whoever decides about the money"),
    },
    "renew-offer-budget": {
        "text": _("It stands in their budget of the next period"),
        "proof": _("Told by whoever decides about the money."),
        "role": _("Whoever decides about the money"),
    },
    "renewed": {"text": _("Extended"), "purpose": _("The customer extends the contract.")},
    "renewed-approved": {
        "text": _("They said that they stay"),
        "proof": _("In writing, or said by whoever decides."),
        "role": _("Whoever decides about the money"),
    },
    "renewed-extended": {
        "text": _("The extension is signed"),
        "proof": _("The signed order."),
        "role": _("Whoever signs"),
    },
}
