# SPDX-License-Identifier: MIT
"""The control bench: a grid of baths, the limits of physics, three reference controllers, ours."""
