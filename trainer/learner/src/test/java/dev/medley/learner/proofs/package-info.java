/** Programs and helpers that hold trainers, as processes, to what the journal promises. */
package dev.medley.learner.proofs;
