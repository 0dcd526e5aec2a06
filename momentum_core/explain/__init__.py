"""Why a run ended as it did, in words."""
