/**
 * Text that the project makes up for two tasks, in several styles, around facts drawn at random.
 */
package dev.medley.lm.corpus;
