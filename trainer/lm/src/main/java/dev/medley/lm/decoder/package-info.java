/** Weights on a device, and batches packed for them. */
package dev.medley.lm.decoder;
