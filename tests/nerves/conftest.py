"""The world of the access matrix, for tests that try to break it."""

from tests.test_access_matrix import world

__all__ = ["world"]
