/**
 * A small world in which the bounds of Misra et al. 2025 (arXiv 2601.19055) can be watched: a few
 * contexts and responses, edits that satisfy its Assumption 1, and everything that it speaks of
 * computed exactly. Policies are tables, {@code policy[x][y]} being π(y|x).
 */
package dev.medley.lab.theory;
