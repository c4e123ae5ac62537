# SPDX-License-Identifier: MIT
"""The command line: what a therapist types, and what a tired one reads back."""
