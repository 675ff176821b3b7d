"""Makes tiny random models by transformers, and adapters of them by PEFT, with what they compute.

    make_fixtures.py FOLDER

Each case is a folder: config.json and weights as transformers writes them, and expected.safetensors: ids (rows, length), logits
(length, vocabulary) of the first row, logps (rows, length - 1) of each text's own next tokens, and greedy: what follows the first
row's first six tokens. Whole numbers are stored as float32 too.
Adapters lie under CASE/adapters/NAME, as PEFT writes them, with an expected.safetensors of their own.
"""

import json
import pathlib
import shutil
import sys

import peft
import torch
import transformers
from safetensors.torch import save_file
from transformers import LlamaConfig, Qwen2Config, Qwen3Config

VOCABULARY = 288
LENGTH = 24
SMALL = dict(
    vocab_size=VOCABULARY, hidden_size=32, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=64, bos_token_id=1, eos_token_id=2, pad_token_id=0,
)  # fmt: skip


def rope(kind, theta=500.0, **more):
    # A small theta and few original positions, so that two dozen tokens reach every branch of the scaling.
    return dict(rope_parameters=dict(rope_type=kind, rope_theta=theta, **more))


LLAMA3 = rope("llama3", factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32)
YARN = rope("yarn", factor=4.0, original_max_position_embeddings=16, beta_fast=4.0, beta_slow=0.5)

# name: (configuration, dtype of the file, largest shard)
CASES = {
    "llama2": (LlamaConfig(**{**SMALL, "num_key_value_heads": 4}), torch.float16, "5GB"),
    "llama3": (LlamaConfig(**SMALL, **LLAMA3, tie_word_embeddings=True), torch.bfloat16, "5GB"),
    "llama-biases-linear": (
        LlamaConfig(**SMALL, attention_bias=True, mlp_bias=True, head_dim=16, **rope("linear", factor=3.0)),
        torch.bfloat16, "5GB",
    ),
    "llama-dynamic-sharded": (LlamaConfig(**SMALL, **rope("dynamic", factor=2.0)), torch.bfloat16, "20KB"),
    "qwen2": (Qwen2Config(**SMALL, rms_norm_eps=1e-5, **rope("default", 1e6)), torch.bfloat16, "5GB"),
    "qwen2-yarn-tied": (Qwen2Config(**SMALL, tie_word_embeddings=True, **YARN), torch.bfloat16, "5GB"),
    "qwen3": (Qwen3Config(**SMALL, head_dim=16, tie_word_embeddings=True, **rope("default", 1e6)), torch.float32, "5GB"),
    "qwen3-biases-untied": (Qwen3Config(**SMALL, head_dim=12, attention_bias=True), torch.bfloat16, "5GB"),
}  # fmt: skip

LORA = dict(task_type="CAUSAL_LM")
ADAPTERS = {
    "llama3": {
        "list": peft.LoraConfig(r=4, lora_alpha=6, target_modules=["q_proj", "v_proj", "down_proj"], revision="main", **LORA),
        "rslora-regex": peft.LoraConfig(
            r=4, lora_alpha=3, use_rslora=True, target_modules=r"model\.layers\.(0|1)\.self_attn\.[qko]_proj", **LORA
        ),
    },
    "qwen2": {"all-linear": peft.LoraConfig(r=2, lora_alpha=5, target_modules="all-linear", **LORA)},
    "qwen3": {
        "patterns": peft.LoraConfig(
            r=2, lora_alpha=4, target_modules=["k_proj", "layers.1.self_attn.o_proj", "gate_proj", "up_proj"],
            rank_pattern={"k_proj": 3, r"layers\.1\.mlp\.gate_proj": 5}, alpha_pattern={"0.mlp.up_proj": 9.0}, **LORA
        ),
    },
}  # fmt: skip


def randomise(model, names):
    """Numbers large enough that attention is far from even and no token is likeliest everywhere."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if not names(name):
                continue
            if "norm" in name:
                weight.copy_(1 + 0.3 * torch.randn_like(weight))
            elif name.endswith(".bias") or "lora_" in name:
                weight.copy_(0.3 * torch.randn_like(weight))
            else:
                weight.copy_(1.6 * torch.randn_like(weight) / weight.shape[1] ** 0.5)


@torch.no_grad()
def expected(model, ids):
    logits = model(ids).logits
    logps = torch.log_softmax(logits[:, :-1].double(), -1).gather(-1, ids[:, 1:, None]).squeeze(-1)
    prompt = ids[:1, :6]
    greedy = model.generate(prompt, attention_mask=torch.ones_like(prompt), do_sample=False, max_new_tokens=16)[0, 6:]
    assert len(greedy) > 8, "ends so early that it shows nothing"
    return {"ids": ids.float(), "logits": logits[0], "logps": logps.float(), "greedy": greedy.float()}


def write(folder, tensors):
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, folder / "expected.safetensors")


def main(root):
    torch.set_num_threads(1)
    versions = {m.__name__: m.__version__ for m in (torch, transformers, peft)}
    for number, (name, (config, dtype, shard)) in enumerate(CASES.items()):
        torch.manual_seed(number)
        folder = root / name
        shutil.rmtree(folder, ignore_errors=True)
        config._attn_implementation = "eager"
        model = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.float32).eval()
        randomise(model, lambda _: True)
        model.to(dtype).save_pretrained(folder, max_shard_size=shard)
        # Read again, for a cast would have rounded the frequencies too.
        model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
        ids = torch.randint(3, VOCABULARY, (2, LENGTH))
        write(folder, expected(model, ids))
        model.name_or_path = "tiny/" + name
        for adapter, lora in ADAPTERS.get(name, {}).items():
            adapted = peft.get_peft_model(model, lora)
            randomise(adapted, lambda n: "lora_" in n)
            place = folder / "adapters" / adapter
            adapted.save_pretrained(place)
            (place / "README.md").unlink(missing_ok=True)
            write(place, expected(adapted, ids))
            model = adapted.unload()
        print("made", name, flush=True)
    (root / "versions.json").write_text(json.dumps(versions, indent=2) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
