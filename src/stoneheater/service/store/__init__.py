# SPDX-License-Identifier: MIT
"""What is kept: records (fsynced, one by one) and history (batched), each behind its own thread."""
