"""Makes small tokenizers of every kind, and what Hugging Face's library does with them.

    make_tokenizers.py OUT [GIVEN]

OUT becomes JSON lines: a tokenizer's name, its tokenizer.json, texts with their ids ("encoded"), texts with the ids that they have
where nothing in them is a token that says something ("written", as what a user types), and ids with their text ("decoded"). GIVEN: tokenizers that
come first, as a folder of folders with tokenizer.json, or as such JSON lines, of which those are taken that are not made here; where
they have a tokenizer_config.json, chats are encoded by its template ("prompts").
"""

import json
import pathlib
import random
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers.utils.chat_template_utils import render_jinja_template

WORDS = ["the cat sat on the mat", "a lower newest widest", "Straße größer naïve", "한국어 안녕하세요 세계", "ไทย ภาษา", "العربية لغة",
         "漢字 仮名 東京", "x = [1, 2.5]\n\tif y:", "don't it's", "1234 567", "mot é e\u0301 ½ ﬁ", "👩‍🚀 🇨🇭 𝔘𝔫"]
FLAGS = [(s, n, w, l, r) for s in (0, 1) for n in (0, 1) for w, l, r in ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 1, 1))]
MARKS = ["<t%d>" % i for i in range(len(FLAGS))]
BYTES = ["<0x%02X>" % i for i in range(256)]
CONTROL = ["<unk>", "<s>", "</s>"]


def flagged():
    return [AddedToken(c, special=bool(s), normalized=bool(n), single_word=bool(w), lstrip=bool(l), rstrip=bool(r))
            for c, (s, n, w, l, r) in zip(MARKS, FLAGS)]


def trained(tokenizer, trainer):
    tokenizer.train_from_iterator(WORDS * 4, trainer)
    tokenizer.add_tokens([AddedToken(c, special=True, normalized=False) for c in CONTROL])
    tokenizer.add_tokens(flagged())
    return tokenizer


def byte_level(pre, normalizer=None, **model):
    t = Tokenizer(models.BPE(**model))
    t.normalizer, t.pre_tokenizer, t.decoder = normalizer, pre, decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    return trained(t, trainers.BpeTrainer(vocab_size=330, initial_alphabet=alphabet, show_progress=False))


def spelled(first, **model):
    letters = sorted({c for w in WORDS[:3] for c in w if c != " "} | {"▁"})
    vocab = {c: i for i, c in enumerate(first + letters)}
    merges = []
    for a, b in [("t", "h"), ("th", "e"), ("▁", "the"), ("c", "a"), ("▁", "a"), ("e", "r"), ("▁", "▁"), ("ca", "t"), ("s", "t")]:
        merges.append((a, b))
        vocab.setdefault(a + b, len(vocab))
    return Tokenizer(models.BPE(vocab=vocab, merges=merges, unk_token="<unk>", **model))


def fallback(normalizer, pre, decoder, marks=True, normalized=False):
    t = spelled(CONTROL + BYTES, fuse_unk=True, byte_fallback=True)
    t.normalizer, t.pre_tokenizer, t.decoder = normalizer, pre, decoder
    t.add_tokens([AddedToken(c, special=True, normalized=normalized) for c in CONTROL])
    if marks:
        t.add_tokens(flagged())
    return t


def sentencepiece(strip):
    parts = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    return decoders.Sequence(parts + ([decoders.Strip(" ", 1, 0)] if strip else []))


def unknown(fuse):
    t = spelled(CONTROL, fuse_unk=fuse)
    t.pre_tokenizer, t.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
    t.add_tokens([AddedToken(c, special=True, normalized=False) for c in CONTROL])
    t.add_tokens(flagged())
    return t


def unigram(byte_fallback):
    pieces = [(c, 0.0) for c in CONTROL]
    pieces += [(b, -10.0) for b in BYTES] if byte_fallback else []
    words = ["▁the", "▁", "the", "cat", "at", "er", "▁a", "st", "한", "국", "ไท", "漢字"] + list("abcdehilmnorstuwx.,'")
    pieces += [(w, -2.0 - i / 7) for i, w in enumerate(dict.fromkeys(words))]
    t = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=byte_fallback))
    if byte_fallback:
        t.normalizer, t.decoder = normalizers.Replace(" ", "▁"), sentencepiece(False)
    else:
        t.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
        t.pre_tokenizer, t.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
    t.add_tokens([AddedToken(c, special=True, normalized=False) for c in CONTROL])
    t.add_tokens(flagged())
    return t


def wordpiece():
    special = ["[UNK]", "[CLS]", "[SEP]"]
    letters = list("abcdefhilmnorstuwxy.,[]<>=0123456789'") + ["한", "국", "어", "漢", "字", "é", "ß"]
    words = ["the", "cat", "sat", "low", "new", "don", "big", "##er", "##est", "##th", "안녕"]
    pieces = special + letters + ["##" + c for c in letters] + words
    t = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    t.normalizer, t.pre_tokenizer = normalizers.BertNormalizer(lowercase=True), pre_tokenizers.BertPreTokenizer()
    t.decoder = decoders.WordPiece()
    t.add_tokens([AddedToken(c, special=True, normalized=False) for c in special])
    t.add_tokens(flagged())
    return t


def spaces(tokenizer):
    tokenizer.add_tokens([AddedToken(" " * n, normalized=True, special=False) for n in (2, 3, 4)] + [AddedToken("\n\n", normalized=False)])
    return tokenizer


def table():
    gpt2 = pre_tokenizers.ByteLevel(add_prefix_space=False)
    words = Regex(r"(?i:'s|'t)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
    split = pre_tokenizers.Sequence([pre_tokenizers.Split(words, "isolated"), pre_tokenizers.ByteLevel(False, True, False)])
    legacy = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    metaspace = {s: (None, pre_tokenizers.Metaspace("▁", s, True), decoders.Metaspace("▁", s, True)) for s in ("always", "first", "never")}
    return {
        "bytes": byte_level(gpt2),
        "bytes-split": byte_level(split, ignore_merges=True),
        "bytes-nfc-spaces": spaces(byte_level(split, normalizers.NFC())),
        "bytes-prefix-space": byte_level(pre_tokenizers.ByteLevel(add_prefix_space=True)),
        "fallback-prepend": fallback(legacy, None, sentencepiece(True)),
        "fallback-prepend-normalized": fallback(legacy, None, sentencepiece(True), marks=False, normalized=True),
        "fallback-replace": spaces(fallback(normalizers.Replace(" ", "▁"), None, sentencepiece(False))),
        "fallback-always": fallback(*metaspace["always"]),
        "fallback-first": fallback(*metaspace["first"]),
        "fallback-never": fallback(*metaspace["never"]),
        "unknown-fused": unknown(True),
        "unknown-apart": unknown(False),
        "unigram-fallback": unigram(True),
        "unigram-unknown": unigram(False),
        "wordpiece": wordpiece(),
    }


def texts(names, rng):
    parts = WORDS + names + [" ", "  ", "\n", "\n\n", "   ", "a", "T", ".", "_", "1", "\u00a0", "<", ">", "é", "한", "<t", "0>", "\u0301"]
    made = [""] + names + [a + b for a in names for b in ("x", " ")]
    return made + ["".join(rng.choice(parts) for _ in range(rng.randint(2, 9))) for _ in range(40)]


def is_control(token):
    return token["special"] or token["content"].replace("▁", " ").strip() != ""


def as_written(root):
    """The tokenizer whose tokens that say something have names that are in no text."""
    names = {t["content"] for t in root["added_tokens"] if is_control(t)}
    hidden = lambda name: "\U0010ffff" + name if name in names else name
    model = dict(root["model"])
    vocab = model["vocab"]
    model["vocab"] = [[hidden(p), s] for p, s in vocab] if isinstance(vocab, list) else {hidden(p): i for p, i in vocab.items()}
    if model.get("unk_token"):
        model["unk_token"] = hidden(model["unk_token"])
    added = [{**t, "content": hidden(t["content"])} for t in root["added_tokens"]]
    return loaded({**root, "model": model, "added_tokens": added})


def loaded(root):
    tokenizer = Tokenizer.from_str(json.dumps(root))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


CHATS = [
    [("user", "Hello, é 漢 the cat")],
    [("user", "a b"), ("assistant", "the cat."), ("user", " c ")],
    [("system", "brief"), ("user", "한국어\n"), ("assistant", ""), ("user", "x")],
]


def prompts(config, tokenizer):
    tokens = {k: v["content"] if isinstance(v, dict) else v for k, v in config.items() if k.endswith("_token")}
    for chat in CHATS:
        messages = [{"role": role, "content": content} for role, content in chat]
        rendered, _ = render_jinja_template([messages], chat_template=config["chat_template"], add_generation_prompt=True, **tokens)
        yield [messages, tokenizer.encode(rendered[0], add_special_tokens=False).ids]


def given(path):
    if path.is_dir():
        for file in sorted(path.glob("*/tokenizer.json")):
            config = file.with_name("tokenizer_config.json")
            yield file.parent.name, json.loads(file.read_text()), json.loads(config.read_text()) if config.exists() else None
    else:
        for row in map(json.loads, path.read_text().splitlines()):
            yield row["name"], row["tokenizer"], row.get("config")


def main(out, path=None):
    brought = [row for row in given(pathlib.Path(path)) if row[0] not in table()] if path else []
    made = {name: root for name, root, _ in brought}
    configs = {name: config for name, _, config in brought if config}
    made.update({name: json.loads(t.to_str()) for name, t in table().items()})
    with open(out, "w") as f:
        for name, root in made.items():
            rng = random.Random(name)
            tokenizer, written = loaded(root), as_written(root)
            some = texts([t["content"] for t in root["added_tokens"]], rng)
            record = {"name": name, "tokenizer": root}
            if name in configs:
                record["config"] = configs[name]
                record["prompts"] = list(prompts(configs[name], tokenizer))
            record["encoded"] = [[t, tokenizer.encode(t, add_special_tokens=False).ids] for t in some]
            record["written"] = [[t, written.encode(t, add_special_tokens=False).ids] for t in some]
            size = tokenizer.get_vocab_size()
            # tokenizers 0.23 shows a special token that is normalized to another text, though it should leave none.
            shown = {t["id"] for t in root["added_tokens"] if t["normalized"] and "Prepend" in json.dumps(root["normalizer"])}
            usual = [i for i in range(size) if i not in shown]
            ids = [[rng.choice(usual) for _ in range(rng.randint(1, 12))] for _ in range(30)]
            record["decoded"] = [[i, tokenizer.decode(i, skip_special_tokens=True)] for i in ids]
            json.dump(record, f, ensure_ascii=False, separators=(",", ":"))
            f.write("\n")
            print(name, size, len(some))


if __name__ == "__main__":
    main(*sys.argv[1:])
