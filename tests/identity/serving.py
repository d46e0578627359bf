"""A store that another process has open, as the server does."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = (
    "import sys\nfrom analytics.store.warehouse import Warehouse\n"
    "with Warehouse.open(sys.argv[1]):\n    print('open', flush=True)\n    sys.stdin.read()\n"
)


@contextmanager
def held_open(directory):
    """Holds the store of the directory open from another process."""
    command = [sys.executable, "-c", CODE, str(directory)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline().strip() == "open"
        yield
        process.stdin.close()
