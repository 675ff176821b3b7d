/** The safetensors file format. */
package dev.medley.lm.safetensors;
