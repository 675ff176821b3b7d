"""Computes losses and gradients by TRL's own trainers, for adapters that make_fixtures.py made by PEFT.

    make_losses.py MODELS

Writes losses.safetensors beside an adapter: prompt, chosen and rejected ids (rows, length), padded by -1, and for SFT, DPO and
EARLY (TRL's sigmoid and sft losses together) the loss and the gradient of each LoRA matrix, by PEFT's names.
"""

import json
import pathlib
import sys
import tempfile

import torch
import transformers
import trl
from datasets import Dataset
from peft import PeftConfig, set_peft_model_state_dict
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

CASES = ["llama3/adapters/list", "qwen3/adapters/patterns"]
BETA = 0.3
LAMBDA = 0.7
# Lengths of prompt, chosen and rejected: none alike, so that padding shows.
LENGTHS = [(6, 9, 4), (11, 5, 12), (3, 14, 8)]
VOCABULARY = 288
PAD, END = 0, 2


def draw():
    return [tuple(torch.randint(3, VOCABULARY, (n,)).tolist() for n in lengths) for lengths in LENGTHS]


def ended(ids):
    return ids[:-1] + [END]


def tokenizer():
    words = {"<pad>": PAD, "<s>": 1, "</s>": END, "a": 3}
    made = Tokenizer(models.WordLevel(words, unk_token="a"))
    return PreTrainedTokenizerFast(tokenizer_object=made, pad_token="<pad>", bos_token="<s>", eos_token="</s>")


def settings(folder):
    return dict(
        output_dir=folder, use_cpu=True, bf16=False, report_to=[], max_length=None, per_device_train_batch_size=len(LENGTHS)
    )  # fmt: skip


def lora(adapter):
    config = PeftConfig.from_pretrained(adapter)
    config.inference_mode = False
    return config


def loss_and_gradients(trainer, adapter, features):
    found = set_peft_model_state_dict(trainer.model, load_file(adapter / "adapter_model.safetensors"))
    assert not found.unexpected_keys, found.unexpected_keys
    trainer.model.train()
    loss = trainer.compute_loss(trainer.model, trainer.data_collator(features))
    loss.backward()
    gradients = {
        name.replace(".default", ""): weight.grad for name, weight in trainer.model.named_parameters() if "lora_" in name
    }
    assert all(g is not None and g.abs().max() > 0 for g in gradients.values()), "a matrix has no gradient"
    return loss.detach(), gradients


def sft(base, adapter, rows, folder):
    features = [{"input_ids": p + ended(c), "labels": [-100] * len(p) + ended(c)} for p, c, _ in rows]
    trainer = SFTTrainer(
        model=base, args=SFTConfig(**settings(folder), dataset_kwargs={"skip_prepare_dataset": True}),
        train_dataset=Dataset.from_list(features), processing_class=tokenizer(), peft_config=lora(adapter),
    )  # fmt: skip
    return loss_and_gradients(trainer, adapter, features)


def dpo(base, adapter, rows, folder, **loss):
    features = [{"prompt_ids": p, "chosen_ids": ended(c), "rejected_ids": ended(r)} for p, c, r in rows]
    # A new adapter and no reference model: the reference is the base, as ours is. The text is never looked at.
    trainer = DPOTrainer(
        model=base, args=DPOConfig(**settings(folder), beta=BETA, **loss),
        train_dataset=Dataset.from_list([dict(prompt="a", chosen="a a", rejected="a")]), processing_class=tokenizer(),
        peft_config=lora(adapter),
    )  # fmt: skip
    return loss_and_gradients(trainer, adapter, features)


def padded(lists):
    most = max(map(len, lists))
    return torch.tensor([ids + [-1] * (most - len(ids)) for ids in lists]).float()


def main(root):
    torch.set_num_threads(1)
    for number, case in enumerate(CASES):
        torch.manual_seed(100 + number)
        adapter = root / case
        rows = draw()
        out = {
            "prompt": padded([p for p, _, _ in rows]),
            "chosen": padded([ended(c) for _, c, _ in rows]),
            "rejected": padded([ended(r) for _, _, r in rows]),
            "settings": torch.tensor([BETA, LAMBDA]),
        }
        both = dict(loss_type=["sigmoid", "sft"], loss_weights=[1.0, LAMBDA])
        with tempfile.TemporaryDirectory() as folder:
            for name, compute, more in [("sft", sft, {}), ("dpo", dpo, {}), ("early", dpo, both)]:
                base = transformers.AutoModelForCausalLM.from_pretrained(root / case.split("/")[0], dtype=torch.float32)
                loss, gradients = compute(base, adapter, rows, folder, **more)
                out[name + ".loss"] = loss.reshape(1)
                out.update({f"{name}.{key}": value.contiguous() for key, value in gradients.items()})
                print(f"{case} by TRL: {name} {loss.item():.6f}, {len(gradients)} gradients", flush=True)
        save_file({key: value.float() for key, value in out.items()}, adapter / "losses.safetensors")
    versions = json.loads((root / "versions.json").read_text())
    (root / "versions.json").write_text(json.dumps({**versions, "trl": trl.__version__}, indent=2) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
