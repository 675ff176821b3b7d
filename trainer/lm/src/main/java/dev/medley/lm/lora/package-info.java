/** LoRA adapters, and PEFT's directories. */
package dev.medley.lm.lora;
