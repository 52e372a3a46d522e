"""Not losing customers: backup plans, threats, defections, departures."""
