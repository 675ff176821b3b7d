/** A model's tokenizer and chat template. */
package dev.medley.lm.chat;
