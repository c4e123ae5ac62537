# SPDX-License-Identifier: MIT
"""The burn forecast against an independent model, published burns and published limits."""
