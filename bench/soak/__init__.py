# SPDX-License-Identifier: MIT
"""A week of treatments in fast time, and what it leaves behind in memory, journal and clocks."""
