/** Bytes cut into chunks. */
package dev.medley.learner.topics;
