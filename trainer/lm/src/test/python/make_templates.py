"""Renders chat templates by Jinja2 as transformers sets it up.

    make_templates.py CHATS OUT TEMPLATES

TEMPLATES is a file of templates, each behind a line "==== name", or a folder in which every *.jinja file is one. OUT becomes JSON:
for each template its name, its text, and for each chat of CHATS what is rendered, or null where Jinja2 refuses.
"""

import json
import pathlib
import re
import sys

from transformers.utils.chat_template_utils import render_jinja_template

TOKENS = {"bos_token": "<s>", "eos_token": "</s>"}


def templates(path):
    if path.is_dir():
        return {str(f.relative_to(path)): f.read_text() for f in sorted(path.rglob("*.jinja"))}
    parts = re.split(r"^==== (.*)\n", path.read_text(), flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2]))


def render(template, chat):
    options = {k: v for k, v in chat.items() if k not in ("name", "messages")}
    # As apply_chat_template: a key without a value is no key.
    messages = [{k: v for k, v in m.items() if v is not None} for m in chat["messages"]]
    try:
        return render_jinja_template([messages], chat_template=template, **TOKENS, **options)[0][0]
    except Exception:
        return None


def main(chats, out, path):
    chats = json.loads(pathlib.Path(chats).read_text())
    with open(out, "w") as f:
        for name, text in templates(pathlib.Path(path)).items():
            # A clock makes a prompt that depends on more than its chat.
            rendered = [render(text.replace("strftime_now", "no_clock"), c) for c in chats]
            json.dump({"name": name, "template": text, "rendered": rendered}, f, ensure_ascii=False)
            f.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
