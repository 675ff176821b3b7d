/** The process and its job graph. */
package dev.medley.feedback.job;
