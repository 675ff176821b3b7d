"""Reads the adapters that Medley wrote by PEFT, and compares its logits with Medley's.

    check_adapters.py MODELS ADAPTERS

MODELS is what make_fixtures.py made; ADAPTERS/CASE holds an adapter and ours.safetensors, the logits that Medley computed.
Prints the largest difference of a logit over the largest logit, and fails above 1e-4.
"""

import pathlib
import sys
import warnings

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM


@torch.no_grad()
def check(model_folder, adapter):
    base = AutoModelForCausalLM.from_pretrained(model_folder, dtype=torch.float32).eval()
    ids = load_file(model_folder / "expected.safetensors")["ids"].long()[:1]
    plain = base(ids).logits
    with warnings.catch_warnings(record=True) as said:
        adapted = PeftModel.from_pretrained(base, adapter)
    # PEFT only warns where an adapter's arrays are missing.
    missing = [str(w.message) for w in said if "missing" in str(w.message)]
    assert not missing, missing
    logits = adapted(ids).logits
    ours = load_file(adapter / "ours.safetensors")["logits"].view_as(logits)
    error = ((logits - ours).abs().max() / logits.abs().max()).item()
    changed = ((logits - plain).abs().max() / logits.abs().max()).item()
    print(f"{adapter.name:24s} PEFT reads ours: logits {error:.1e} (the adapter changes them by {changed:.1e})")
    return error < 1e-4 and changed > 1e-2


if __name__ == "__main__":
    models, adapters = map(pathlib.Path, sys.argv[1:])
    results = [check(models / a.name, a) for a in sorted(adapters.iterdir()) if (a / "ours.safetensors").exists()]
    sys.exit(0 if results and all(results) else 1)
