"""The weekly watch for setbacks: what is watched, the job, the alarms, and who sees them."""
