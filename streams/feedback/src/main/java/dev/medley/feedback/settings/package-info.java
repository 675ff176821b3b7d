/** Options, and what they come to. */
package dev.medley.feedback.settings;
