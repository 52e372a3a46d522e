"""The four dangerous trends: prospects that go quiet, leads that get lost, dates that move, records that mislead.

Pure: arrays in, arrays and frozen answers out. `queries` names the SQL whose columns they read.
"""
