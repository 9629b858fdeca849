"""With the network unplugged everything works: index, ask, serve, bundle and unbundle, in a namespace without a way out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Run inside the namespace: its loopback has to be switched on first, and nothing else is there.
PROGRAM = """
import fcntl, json, os, socket, struct, subprocess, sys, urllib.request
from pathlib import Path

assert [name for _, name in socket.if_nameindex()] == ["lo"]
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
    fcntl.ioctl(opened, 0x8914, struct.pack("16sH14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS, up and running
try:
    socket.create_connection(("192.0.2.1", 80), 1)
    raise SystemExit("the network is there")
except OSError:
    pass

folder = Path(sys.argv[1])


def gkbot(home, *arguments):
    environment = {**os.environ, "GKBOT_HOME": str(folder / home)}
    done = subprocess.run([sys.executable, "-m", "ui", *arguments], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout


gkbot("a", "sample", str(folder / "in"), "-n", "2")
gkbot("a", "index", str(folder / "in"))
reports = [json.loads(line) for line in gkbot("a", "reports", "--json").splitlines()]
body, year = reports[0]["organisation"]["full"], reports[0]["year"]
questions = [f"{body}{year}年新收多少件申请？", f"{body}{year}年存在哪些问题？"]
told = [gkbot("a", "ask", question) for question in questions]
gkbot("a", "bundle", str(folder / "b.gkbot"))
gkbot("b", "unbundle", str(folder / "b.gkbot"))
gkbot("b", "verify")
assert [gkbot("b", "ask", question) for question in questions] == told

environment = {**os.environ, "GKBOT_HOME": str(folder / "b")}
serve = [sys.executable, "-m", "ui", "serve", "--port", "0"]
with subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, text=True) as server:
    url = server.stdout.readline().split()[1]
    for question in questions:
        body = json.dumps({"question": question}).encode()
        asked = urllib.request.Request(f"{url}/api/ask", body, {"Content-Type": "application/json"})
        answer = json.load(urllib.request.urlopen(asked))
        assert answer["status"] == "answered", answer
    assert b"gradio" in urllib.request.urlopen(url).read()
    server.terminate()
print("all of it works")
"""


@pytest.mark.slow
def test_everything_works_without_a_network(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "--net", "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs the right to make a network namespace")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [unshare, "--net", sys.executable, "-c", PROGRAM, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "all of it works\n"), done.stderr
