"""The work of the night: what is computed once a day, in order, recorded step by step."""
