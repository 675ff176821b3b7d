"""Measures rapidfuzz for the bench, in a process of its own: 'pairs JSON' for their distances' sum, then 'time SECONDS'
for nanoseconds a call. Where it is given numbers, it is measured in each form that it takes, and the fastest counts."""
import array
import json
import sys
import time

try:
    import rapidfuzz
    from rapidfuzz.distance.Levenshtein import distance
except ImportError:
    print("none", flush=True)
    sys.exit(0)


def forms(pairs):
    if isinstance(pairs[0][0][0], str):
        return [[tuple([sys.intern(word) for word in side] for side in pair) for pair in pairs]]
    return [
        [tuple(form(side) for side in pair) for pair in pairs]
        for form in (list, lambda side: array.array("Q", side), lambda side: "".join(chr(256 + n) for n in side))
    ]


def nanoseconds(pairs, seconds):
    calls, start, end = 0, time.perf_counter(), 0
    while end < start + seconds:
        for a, b in pairs:
            distance(a, b)
        calls += len(pairs)
        end = time.perf_counter()
    return (end - start) / calls * 1e9


print(rapidfuzz.__version__, flush=True)
prepared = []
for line in sys.stdin:
    command, _, rest = line.partition(" ")
    if command == "pairs":
        prepared = forms(json.loads(rest))
        print(sum(distance(a, b) for a, b in prepared[0]), flush=True)
    else:
        print(min(nanoseconds(pairs, float(rest) / len(prepared)) for pairs in prepared), flush=True)
