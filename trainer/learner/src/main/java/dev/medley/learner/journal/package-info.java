/** What was done with labels: read back, and done again. */
package dev.medley.learner.journal;
