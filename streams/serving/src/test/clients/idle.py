"""Opens connections that ask once and then do nothing, and asks beside them: idle.py CONNECTIONS"""

import json
import os
import socket
import sys
import time
import urllib.parse
import urllib.request

count = int(sys.argv[1])
base = os.environ["OPENAI_BASE_URL"]
address = urllib.parse.urlsplit(base)
ask = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
chat = {"model": "email", "max_tokens": 8, "messages": [{"role": "user", "content": "the cat"}]}


def answered(connection):
    connection.sendall(ask)
    return connection.recv(4096).startswith(b"HTTP/1.1 200")


def latency():
    start = time.monotonic()
    request = urllib.request.Request(
        base + "/chat/completions",
        json.dumps(chat).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        json.load(response)
    return time.monotonic() - start


before = sorted(latency() for _ in range(50))[25]
idle = []
start = time.monotonic()
for _ in range(count):
    connection = socket.create_connection((address.hostname, address.port), timeout=30)
    assert answered(connection), "a connection was not answered"
    idle.append(connection)
opened = time.monotonic() - start
during = sorted(latency() for _ in range(50))[25]
still = sum(answered(connection) for connection in idle)
print(
    json.dumps(
        {
            "idle": count,
            "openedSeconds": round(opened, 1),
            "stillOpen": still,
            "chatMillisBefore": round(before * 1e3, 1),
            "chatMillisDuring": round(during * 1e3, 1),
        }
    )
)
sys.exit(0 if still == count else 1)
