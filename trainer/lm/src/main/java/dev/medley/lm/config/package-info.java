/** A model's {@code config.json}: its shape, positions and the names of its weights. */
package dev.medley.lm.config;
