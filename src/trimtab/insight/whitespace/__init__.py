"""What an account could buy next, from what similar ones bought."""

from trimtab.insight.whitespace.peers import Peers
from trimtab.insight.whitespace.popularity import Popularity
from trimtab.insight.whitespace.proposing import Found, propose
from trimtab.insight.whitespace.purchases import Purchases
from trimtab.insight.whitespace.stack import Stack
from trimtab.insight.whitespace.testing import Tested, try_on_the_past

__all__ = ["Found", "Peers", "Popularity", "Purchases", "Stack", "Tested", "propose", "try_on_the_past"]
