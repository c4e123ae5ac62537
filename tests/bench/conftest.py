# SPDX-License-Identifier: MIT
"""The bench lies beside the product, not inside it: plain pytest must find it too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
