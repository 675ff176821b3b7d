/** Generation by a vLLM server that is kept loaded with the newest adapters. */
package dev.medley.serving.generation.vllm;
