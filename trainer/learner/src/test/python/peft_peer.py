"""The benchmark's other side: SFT and DPO steps by PyTorch, PEFT and TRL's own trainers and collators.

Reads a line of JSON a turn from stdin and answers with one: a batch of examples (prompt, chosen, rejected: token ids) is one step,
{"make": dir} writes a Llama of random weights there, {"load": dir, ...} loads it under a new LoRA adapter.
"""
import json
import os
import sys
import tempfile
import time

answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)  # whatever the libraries print is no answer
os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_VERBOSITY="error", HF_HUB_DISABLE_PROGRESS_BARS="1", TOKENIZERS_PARALLELISM="false")

import peft
import tokenizers
import torch
import transformers
import trl
from datasets import Dataset


def memory(key):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(key))


def make(directory, shape):
    torch.manual_seed(1)
    config = transformers.LlamaConfig(**shape, tie_word_embeddings=True, bos_token_id=1, eos_token_id=2, pad_token_id=0)
    transformers.LlamaForCausalLM(config).to(torch.bfloat16).save_pretrained(directory)
    return {"made": directory}


def tokenizer():
    """Nothing is tokenised here, but the trainers ask for one."""
    words = tokenizers.Tokenizer(tokenizers.models.WordLevel({"<pad>": 0, "<s>": 1, "</s>": 2, "a": 3}, unk_token="a"))
    return transformers.PreTrainedTokenizerFast(tokenizer_object=words, pad_token="<pad>", bos_token="<s>", eos_token="</s>")


class Peer:
    def __init__(self, load, loss, threads, dtype, checkpointing, paddingFree):
        torch.set_num_threads(threads)
        torch.manual_seed(1)
        kind = getattr(torch, dtype)
        model = transformers.AutoModelForCausalLM.from_pretrained(load, dtype=kind)
        lora = peft.LoraConfig(r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM")
        common = dict(output_dir=tempfile.mkdtemp(), use_cpu=True, report_to=[], bf16=kind == torch.bfloat16,
                      gradient_checkpointing=checkpointing, max_length=None if paddingFree else 512, learning_rate=1e-3, lr_scheduler_type="constant")
        self.loss = loss
        if loss == "sft":
            settings = trl.SFTConfig(**common, completion_only_loss=True, padding_free=paddingFree)
            data = Dataset.from_list([{"input_ids": [1, 3], "labels": [-100, 3]}])
            self.trainer = trl.SFTTrainer(model, args=settings, train_dataset=data, processing_class=tokenizer(), peft_config=lora)
        else:
            data = Dataset.from_list([{"prompt": "a", "chosen": "a a", "rejected": "a"}])
            settings = trl.DPOConfig(**common, beta=0.1)
            self.trainer = trl.DPOTrainer(model, args=settings, train_dataset=data, processing_class=tokenizer(), peft_config=lora)
        self.trainer.create_optimizer()
        self.model = self.trainer.model_wrapped

    def inputs(self, examples):
        if self.loss == "dpo":
            return self.trainer.data_collator(
                [{"prompt_ids": e["prompt"], "chosen_ids": e["chosen"], "rejected_ids": e["rejected"]} for e in examples])
        return self.trainer.data_collator(
            [{"input_ids": e["prompt"] + e["chosen"], "labels": [-100] * len(e["prompt"]) + e["chosen"]} for e in examples])

    def step(self, examples):
        start = time.perf_counter()
        inputs = self.inputs(examples)
        items = int((inputs["labels"] != -100).sum()) if self.loss == "sft" else None
        loss = self.trainer.training_step(self.model, inputs, items)
        trained = [p for p in self.model.parameters() if p.requires_grad]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        self.trainer.optimizer.step()
        self.model.zero_grad()
        return {"seconds": time.perf_counter() - start, "loss": float(loss), "peak": memory("VmHWM"), "resident": memory("VmRSS")}


def main():
    peer = None
    for line in sys.stdin:
        request = json.loads(line)
        if "make" in request:
            answer = make(**{"directory": request["make"], "shape": request["shape"]})
        elif "load" in request:
            peer = Peer(**request)
            versions = {m.__name__: m.__version__ for m in (torch, transformers, peft, trl)}
            answer = {"versions": versions, "resident": memory("VmRSS")}
        else:
            answer = peer.step(request["examples"])
        answers.write(json.dumps(answer) + "\n")


main()
