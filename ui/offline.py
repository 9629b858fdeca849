"""The switches that keep the libraries we use from calling hosts of their own. Knows nothing of what is served.

They are read when those libraries are imported, so `stay_offline` comes first in a process that serves.
"""

from __future__ import annotations

import os

SWITCHES = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "True",
    "TRANSFORMERS_OFFLINE": "1",
    "LANGSMITH_TRACING": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "RAY_USAGE_STATS_ENABLED": "0",
}


def stay_offline() -> None:
    """Turn off version checks, analytics, telemetry and hub look-ups in this process and the ones it starts."""
    os.environ.update(SWITCHES)
