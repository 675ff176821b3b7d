// OpenAI's Node client against a node: address and key come from the environment, as for OpenAI.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { VERSION } from "openai/version";

const client = new OpenAI();
const messages = [{ role: "user", content: "the cat" }];
const pinned = { model: "email/sft", messages, temperature: 0, max_tokens: 24 };

const whole = await client.chat.completions.create(pinned);
assert.equal(whole.object, "chat.completion");
assert.ok(["stop", "length"].includes(whole.choices[0].finish_reason));

let text = "";
let usage = null;
const stream = await client.chat.completions.create({
  ...pinned,
  stream: true,
  stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  text += chunk.choices[0]?.delta.content ?? "";
  usage = chunk.usage ?? usage;
}
assert.equal(text, whole.choices[0].message.content);
assert.deepEqual(usage, whole.usage);

const helper = client.chat.completions.stream(pinned);
const final = await helper.finalChatCompletion();
assert.equal(final.choices[0].message.content, text);

const models = [];
for await (const model of client.models.list()) models.push(model.id);
assert.ok(models.includes("email/sft"));

await assert.rejects(
  client.chat.completions.create({ ...pinned, n: 2 }),
  (e) => e instanceof OpenAI.BadRequestError && e.param === "n" && e.code === "unsupported_parameter",
);
await assert.rejects(
  client.chat.completions.create({ ...pinned, model: "email/nobody" }),
  (e) => e instanceof OpenAI.NotFoundError && e.code === "model_not_found",
);

const edit = await client.post("/edits", { body: { id: whole.id, action: "accepted" } });
assert.deepEqual(edit, { id: whole.id });
console.log("openai-node", VERSION, "ok");
