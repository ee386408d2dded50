"""Hypothesis profiles: a quick one for every push, a long one (``--hypothesis-profile=long``) by night."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("OMP_NUM_THREADS", "1")  # test workers already use every processor

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

settings.register_profile("quick", max_examples=40, deadline=None, derandomize=True, suppress_health_check=CHECKS)
settings.register_profile("long", max_examples=1000, deadline=None, derandomize=False, suppress_health_check=CHECKS)
settings.load_profile("quick")
