/** OpenAI chat completions and models. */
package dev.medley.serving.chat;
