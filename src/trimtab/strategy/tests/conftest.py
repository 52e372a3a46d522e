"""The contest of the room below: Kim of the inner circle decides, Rivalo wants it too."""

from trimtab.competition.tests.conftest import contest, rivalo, turbines

__all__ = ["contest", "rivalo", "turbines"]
