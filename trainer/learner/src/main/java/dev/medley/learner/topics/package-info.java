/** Topics read by key, and bytes cut into chunks. */
package dev.medley.learner.topics;
