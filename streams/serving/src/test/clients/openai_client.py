"""OpenAI's Python client against a node: address and key come from the environment, as for OpenAI."""


import openai

client = openai.OpenAI()
messages = [{"role": "user", "content": "the cat"}]

whole = client.chat.completions.create(
    model="email", messages=messages, temperature=0, top_p=1, max_tokens=24, seed=1, stop=["\n\n"]
)
assert whole.object == "chat.completion" and whole.choices[0].message.role == "assistant"
assert whole.choices[0].finish_reason in ("stop", "length")
assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens

text, finish, usage = "", None, None
with client.chat.completions.create(
    model="email/sft",
    messages=messages,
    temperature=0,
    max_completion_tokens=24,
    stream=True,
    stream_options={"include_usage": True},
) as stream:
    for chunk in stream:
        usage = chunk.usage or usage
        for choice in chunk.choices:
            text += choice.delta.content or ""
            finish = choice.finish_reason or finish
pinned = client.chat.completions.create(
    model="email/sft", messages=messages, temperature=0, max_tokens=24
)
assert text == pinned.choices[0].message.content, (text, pinned)
assert finish == pinned.choices[0].finish_reason
assert usage == pinned.usage

assert {"base", "email", "email/sft"} <= {model.id for model in client.models.list()}
assert client.models.retrieve("email").owned_by == "medley"

try:
    client.chat.completions.create(
        model="email",
        messages=messages,
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
    )
    raise AssertionError("tools were taken")
except openai.BadRequestError as e:
    assert e.param == "tools" and e.code == "unsupported_parameter", e
try:
    client.chat.completions.create(model="email/nobody", messages=messages)
    raise AssertionError("a member that is not there answered")
except openai.NotFoundError as e:
    assert e.code == "model_not_found", e

edit = client.post(
    "/edits", body={"id": whole.id, "action": "edited", "text": "a dog"}, cast_to=object
)
assert edit == {"id": whole.id}, edit
print("openai-python", openai.__version__, "ok")
