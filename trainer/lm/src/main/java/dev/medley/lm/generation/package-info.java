/** Rows that are generated together, each with its request and adapter. */
package dev.medley.lm.generation;
