"""How likely an outcome is, learned from past cases: members, how they are put together, and how well they did."""
