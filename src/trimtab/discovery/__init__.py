"""The customer's goals, pressures, initiatives and obstacles, and how we help."""
