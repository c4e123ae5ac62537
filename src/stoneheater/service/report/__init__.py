# SPDX-License-Identifier: MIT
"""The record on its way out: for a spreadsheet, a program, an insurer. No daemon needs it."""
