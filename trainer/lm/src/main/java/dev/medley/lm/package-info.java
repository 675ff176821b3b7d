/** A decoder language model on libtorch: weights, LoRA, tokenizer, losses and generation. */
package dev.medley.lm;
