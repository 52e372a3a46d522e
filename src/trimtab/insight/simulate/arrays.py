"""Names of the types of columns."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Moments: TypeAlias = NDArray[np.datetime64]
Texts: TypeAlias = Sequence[str]
Columns: TypeAlias = Mapping[str, NDArray[Any]]  # Any: each column of a table has a type of its own
