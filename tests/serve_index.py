"""`gkbot serve` on a free port over the index of GKBOT_HOME; any step of this process off loopback is refused and logged."""

from __future__ import annotations

import sys

from serve_toy import refuse_outside

if __name__ == "__main__":
    sys.addaudithook(refuse_outside)
    from ui.cli import main

    sys.exit(main(["serve", "--port", "0"]))
