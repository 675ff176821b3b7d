/** What became of each label: seen, stale, held out, repeated. */
package dev.medley.learner.memory;
