# SPDX-License-Identifier: MIT
"""The application: the only floor where threads meet."""
