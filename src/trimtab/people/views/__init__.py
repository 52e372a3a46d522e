"""Pages of people, teams and the audit."""
