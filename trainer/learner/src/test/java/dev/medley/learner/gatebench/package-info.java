/** A program, no test: how the gate judges degenerate, honest and slowly declining versions. */
package dev.medley.learner.gatebench;
