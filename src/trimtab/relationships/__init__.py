"""Maps of people: who matters, who supports us, how well we cover them."""
