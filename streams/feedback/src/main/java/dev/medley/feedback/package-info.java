/**
 * The feedback job: generations and edits in; supervision, preference, cost and dead letters out.
 */
package dev.medley.feedback;
