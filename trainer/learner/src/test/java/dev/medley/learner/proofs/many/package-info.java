/** How one trainer fares with many tasks. */
package dev.medley.learner.proofs.many;
