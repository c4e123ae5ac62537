# SPDX-License-Identifier: MIT
"""The campaign: days without a false trip, every single fault on every bath, and random walks."""
