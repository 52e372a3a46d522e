"""Quality of service: sellers against their team, for the seller and the leader, and what was agreed about it."""
