# SPDX-License-Identifier: MIT
"""The pure ground floor: no clock, file, thread, socket, log or chance; time is an argument."""
