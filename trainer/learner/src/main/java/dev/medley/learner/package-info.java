/** Members that learn from labels, and the transactional rounds that publish them. */
package dev.medley.learner;
