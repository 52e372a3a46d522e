"""Analytics core: tables, metrics, estimators, simulator. Pure: no Django, no clock, no files of its own."""
