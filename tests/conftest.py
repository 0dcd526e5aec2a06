"""Hypothesis on shared, noisy machines: no deadlines, and examples that are the same every time."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "momentum",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("momentum")
