# SPDX-License-Identifier: MIT
"""Anything at all, by the million, thrown at whatever reads what strangers and hardware wrote."""
