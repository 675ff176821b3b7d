"""Renders chats by transformers' apply_chat_template, with a small tokenizer for each chat template.

    make_chats.py FOLDER

Each case is a folder: tokenizer.json, tokenizer_config.json, chat_template.jinja, and expected.json: chats with their token ids.
The templates are the fixtures' own (src/test/resources/dev/medley/lm/chats): those of Llama 3, Llama 3.1, Qwen2.5 and Qwen3, without the examples for tools.
"""

import json
import pathlib
import sys

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

LLAMA = ["<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
QWEN = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
# template: (special tokens, others that are found in text too, bos, eos)
CASES = {
    "llama3": (LLAMA, [], LLAMA[0], LLAMA[3]),
    "llama31": (LLAMA, [], LLAMA[0], LLAMA[3]),
    "qwen25": (QWEN, ["<tool_call>", "</tool_call>"], None, QWEN[2]),
    "qwen3": (QWEN, ["<think>", "</think>"], None, QWEN[2]),
}


def chat(*texts, system=None):
    roles = ["user", "assistant"]
    messages = [{"role": roles[i % 2], "content": text} for i, text in enumerate(texts)]
    return ([{"role": "system", "content": system}] if system is not None else []) + messages


CHATS = [
    chat("Hello"),
    chat("  Two spaces, a line\n and {{ braces }} {% if %} \u00a0\u3000", system=" Be brief.\n"),
    chat("Why?", "<think>\nIt is so.\n</think>\n\nBecause.", "And then? <b>\"'\\n", "Nothing.", "Zoë: 東京 🎉", system=""),
    chat("<tool_response>\nno\n</tool_response>", "</think> odd", "ends"),
    chat("a", "<think>x</think>last"),
]


def tokenizer(specials, others, bos, eos):
    tokens = Tokenizer(models.BPE())
    tokens.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokens.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    texts = ["the system said: you are a helpful assistant, brief and kind. Cutting Knowledge Date"] * 4
    tokens.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=300, initial_alphabet=sorted(alphabet), show_progress=False)
    )
    tokens.add_special_tokens(specials)
    tokens.add_tokens(others)
    return PreTrainedTokenizerFast(tokenizer_object=tokens, bos_token=bos, eos_token=eos)


def main(root):
    fixtures = pathlib.Path(__file__).parent.parent / "resources/dev/medley/lm/chats"
    for name, settings in CASES.items():
        folder = root / name
        made = tokenizer(*settings)
        made.chat_template = (fixtures / name / "chat_template.jinja").read_text()
        made.save_pretrained(folder)
        # A fixed date: prompts of Medley don't depend on a clock.
        ids = [
            made.apply_chat_template(c, add_generation_prompt=True, date_string="26 Jul 2024", return_dict=False) for c in CHATS
        ]
        expected = [{"messages": c, "ids": list(i)} for c, i in zip(CHATS, ids)]
        (folder / "expected.json").write_text(json.dumps(expected, indent=None) + "\n")
        print("rendered", name, [len(i) for i in ids], flush=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
