# SPDX-License-Identifier: MIT
"""stoneheater: a hot-stone bath controller that cuts the heat the moment anything is wrong."""

__version__ = "0.1.0"
