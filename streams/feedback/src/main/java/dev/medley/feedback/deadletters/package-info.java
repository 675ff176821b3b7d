/** Dead letters: written, and sent round again. */
package dev.medley.feedback.deadletters;
