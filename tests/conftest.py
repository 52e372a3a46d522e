"""What every test may use; the cast is in `tests/cast.py`."""
