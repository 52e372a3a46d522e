"""The plays that ship for what buyers are afraid of: each answers with something they can check themselves."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from trimtab.playbook.facts import PlayFacts
from trimtab.playbook.matching import Conditions

FOR_FEARS: Mapping[str, PlayFacts] = {
    "fear-reference-visit": PlayFacts(
        name=_("Visit to somebody who had the same doubt"),
        doing=_("Somebody asks aloud whether we are big enough, or has been burnt before."),
        needs=_("To hear it from somebody who carried the same risk, without us in the room."),
        channel="in_person",
        theirs=_("Whoever has the doubt, with somebody that person trusts"),
        ours=_("Nobody of ours stays in the room"),
        bring=_("A customer of their size who said what went wrong as well"),
        goes=_("Choose the customer by the doubt, not by the logo. Leave them alone, and ask both afterwards."),
        follows=_("The person with the doubt says what is answered and what is not."),
        follow_subject=_("Find a customer who had the same doubt, and agree on a visit"),
        follow_days=7,
        when=Conditions(fears=("size", "past", "blame")),
    ),
    "fear-phased-contract": PlayFacts(
        name=_("Contract in parts, with a way out after each"),
        doing=_("They look for the clause that binds them, or for the cost behind the price."),
        needs=_("To know the worst case in money and in days."),
        channel="virtual",
        theirs=_("Purchasing and legal, with the owner of the problem"),
        ours=_("Whoever sells, with our legal"),
        bring=_("The price of each part, what ends it, and how they get their data back"),
        goes=_("Read the way out together before the way in. Put every cost that can arise on one page."),
        follows=_("They say in writing that the worst case is known and bearable."),
        follow_subject=_("Write the worst case down, in money and days, and read it with them"),
        follow_days=5,
        when=Conditions(fears=("lock_in", "cost")),
    ),
    "fear-named-team": PlayFacts(
        name=_("The people who will come, and their plan for the first day"),
        doing=_("Those who do the work fear the change, and for their place in it."),
        needs=_("To know who comes, what stays, and what they can say about it."),
        channel="in_person",
        theirs=_("Those who do the work, and whoever leads them"),
        ours=_("The lead of delivery, by name"),
        bring=_("A plan of the change in their calendar, with training and with who stays on call"),
        goes=_("Let them choose the order and the days. Say what will be worse for a while, and for how long."),
        follows=_("They change the plan themselves, and it is theirs from then on."),
        follow_subject=_("Plan the change with those who do the work"),
        follow_days=7,
        when=Conditions(fears=("disruption", "control")),
    ),
    "fear-security-early": PlayFacts(
        name=_("Security asked before it asks"),
        doing=_("Somebody in security will get a form to fill in, and can say no."),
        needs=_("Proof on paper, early, and a person who answers."),
        channel="virtual",
        theirs=_("Security and data protection"),
        ours=_("Our security lead"),
        bring=_("Reports of the last tests, and where which data lies"),
        goes=_("Ask for their form today. Answer with proofs, and say what we do not do."),
        follows=_("They name what is missing and until when they decide."),
        follow_subject=_("Ask security for their form, and send the proofs"),
        follow_days=3,
        when=Conditions(fears=("security",)),
    ),
    "fear-worth-in-their-figures": PlayFacts(
        name=_("What it brings, worked out by them"),
        doing=_("They like it and cannot say what it is worth."),
        needs=_("One figure they would defend."),
        channel="virtual",
        theirs=_("The owner of the problem, with somebody from finance"),
        ours=_("Whoever sells"),
        bring=_("An empty calculation with their words in it"),
        goes=_("Let them fill in the figures, the careful ones. Leave out what they are not sure of."),
        follows=_("Somebody from finance confirms one line."),
        follow_subject=_("Work out with them what it brings, and have one line confirmed"),
        follow_days=5,
        when=Conditions(fears=("benefit",)),
    ),
}
