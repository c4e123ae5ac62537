# SPDX-License-Identifier: MIT
"""The generated pages: written from the tables of the code, never by hand."""
