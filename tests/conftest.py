# SPDX-License-Identifier: MIT
"""Property tests promise what is true, not how fast a busy computer finds out."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
