"""Measures rapidfuzz for the bench, in a process of its own: pairs in on one line, then 'time SECONDS' for ns per call."""
import array
import json
import sys
import time

try:
    import rapidfuzz
    from rapidfuzz.distance import Levenshtein
except ImportError:
    print("none", flush=True)
    sys.exit(0)

print(rapidfuzz.__version__, flush=True)
kinds = {}
for line in sys.stdin:
    command, _, rest = line.partition(" ")
    if command == "pairs":
        pairs = json.loads(rest)
        # It is given the same pairs in each form that it takes, and keeps the fastest.
        kinds = {
            "list": [tuple(side for side in pair) for pair in pairs],
            "array": [tuple(array.array("Q", side) for side in pair) for pair in pairs],
            "str": [tuple("".join(chr(256 + w) for w in side) for side in pair) for pair in pairs],
        }
        print(sum(Levenshtein.distance(a, b) for a, b in kinds["list"]), flush=True)
    else:
        best = None
        for pairs in kinds.values():
            calls, start, end = 0, time.perf_counter(), 0
            until = start + float(rest) / len(kinds)
            while end < until:
                for a, b in pairs:
                    Levenshtein.distance(a, b)
                calls += len(pairs)
                end = time.perf_counter()
            each = (end - start) / calls
            best = each if best is None else min(best, each)
        print(best * 1e9, flush=True)
