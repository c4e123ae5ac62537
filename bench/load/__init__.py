# SPDX-License-Identifier: MIT
"""The real daemon under more than it was made for, and what its loop noticed of it."""
