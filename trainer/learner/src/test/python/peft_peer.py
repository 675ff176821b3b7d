"""The benchmark's other side: SFT and DPO steps by PyTorch, PEFT and TRL's own trainers and collators.

Arguments: folder of the model, float32 or bfloat16, sft or dpo, threads, and TRL settings that differ from its defaults as
name=value. The first line of stdin is answered when the model is loaded under a new adapter; each further line is one step:
"step", then an example a word, prompt/chosen/rejected, token ids. Answers are words of key=value.
"""
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


def tokenizer():
    """Nothing is tokenised here, but the trainers ask for one."""
    words = tokenizers.Tokenizer(tokenizers.models.WordLevel({"<pad>": 0, "<s>": 1, "</s>": 2, "a": 3}, unk_token="a"))
    return transformers.PreTrainedTokenizerFast(tokenizer_object=words, pad_token="<pad>", bos_token="<s>", eos_token="</s>")


class Peer:
    def __init__(self, directory, dtype, loss, threads, *options):
        torch.set_num_threads(int(threads))
        torch.manual_seed(1)
        kind = getattr(torch, dtype)
        self.loss = loss
        model = transformers.AutoModelForCausalLM.from_pretrained(directory, dtype=kind)
        lora = peft.LoraConfig(r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM")
        settings = dict(output_dir=tempfile.mkdtemp(), use_cpu=True, report_to=[], bf16=kind == torch.bfloat16, max_length=None,
                        **{name: value == "True" for name, value in (option.split("=") for option in options)})
        if loss == "sft":
            data = Dataset.from_list([{"input_ids": [1, 3], "labels": [-100, 3]}])
            trainer, settings = trl.SFTTrainer, trl.SFTConfig(completion_only_loss=True, **settings)
        else:
            data = Dataset.from_list([{"prompt": "a", "chosen": "a a", "rejected": "a"}])
            trainer, settings = trl.DPOTrainer, trl.DPOConfig(beta=0.1, **settings)
        self.trainer = trainer(model, args=settings, train_dataset=data, processing_class=tokenizer(), peft_config=lora)
        self.trainer.current_gradient_accumulation_steps = 1
        self.trainer.create_optimizer()
        self.model = self.trainer.model_wrapped
        if self.trainer.args.activation_checkpointing:
            self.model.activation_checkpointing_enable()  # as Trainer.train does before its first step

    def inputs(self, examples):
        if self.loss == "dpo":
            return self.trainer.data_collator([{"prompt_ids": p, "chosen_ids": c, "rejected_ids": r} for p, c, r in examples])
        return self.trainer.data_collator([{"input_ids": p + c, "labels": [-100] * len(p) + c} for p, c, _ in examples])

    def step(self, examples):
        start, cpu = time.perf_counter(), time.process_time()
        inputs = self.inputs(examples)
        targets = int((inputs["labels"] != -100).sum()) if self.loss == "sft" else None
        loss = self.trainer.training_step(self.model, inputs, targets)
        torch.nn.utils.clip_grad_norm_([p for p in self.model.parameters() if p.requires_grad], 1.0)
        self.trainer.optimizer.step()
        self.model.zero_grad()
        return {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu, "loss": float(loss),
                "peak": memory("VmHWM"), "resident": memory("VmRSS")}


def answer(**values):
    answers.write(" ".join(f"{name}={value}" for name, value in values.items()) + "\n")


sys.stdin.readline()
peer = Peer(*sys.argv[1:])
answer(**{module.__name__: module.__version__ for module in (torch, transformers, peft, trl)}, resident=memory("VmRSS"))
for line in sys.stdin:
    examples = [[[int(t) for t in part.split(",") if t] for part in word.split("/")] for word in line.split()[1:]]
    answer(**peer.step(examples))
