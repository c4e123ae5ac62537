# SPDX-License-Identifier: MIT
"""Wrongs put into the code that decides about heat, and whether the tests notice."""
