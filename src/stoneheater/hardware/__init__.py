# SPDX-License-Identifier: MIT
"""Reality and its double: drivers that give the ports; siblings never import each other."""
