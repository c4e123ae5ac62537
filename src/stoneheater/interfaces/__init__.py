# SPDX-License-Identifier: MIT
"""The doors: each talks to the service or its socket, and to nothing else."""
