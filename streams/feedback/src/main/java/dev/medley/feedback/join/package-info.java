/** An edit meets its generation. */
package dev.medley.feedback.join;
