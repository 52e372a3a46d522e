"""Account plans: units, team, periods, research, and what they changed."""
