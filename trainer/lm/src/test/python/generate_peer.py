"""transformers' generate for the bench, in a process of its own, which times itself. Requests, one a line of JSON:
{"load": FOLDER, "dtype": NAME} answers {"seconds"}; {"prompts": [[id]], "tokens": N} answers {"seconds", "tokens": [[id]]}."""
import json
import sys
import time

try:
    import torch
    import transformers
except ImportError:
    print("none", flush=True)
    sys.exit(0)

torch.set_num_threads(int(sys.argv[1]))
torch.set_num_interop_threads(1)
print(f"transformers {transformers.__version__}, torch {torch.__version__}", flush=True)
model = None
for line in sys.stdin:
    request = json.loads(line)
    start = time.perf_counter()
    if "load" in request:
        model = transformers.AutoModelForCausalLM.from_pretrained(request["load"], dtype=getattr(torch, request["dtype"]))
        model.eval()
        # Every row has as many tokens as it may, on both sides.
        model.generation_config.eos_token_id = None
        model.generation_config.pad_token_id = 0
        answer = {}
    else:
        ids = torch.tensor(request["prompts"])
        with torch.inference_mode():
            out = model.generate(
                ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=request["tokens"]
            )
        answer = {"tokens": out[:, ids.shape[1]:].tolist()}
    answer["seconds"] = time.perf_counter() - start
    print(json.dumps(answer), flush=True)
