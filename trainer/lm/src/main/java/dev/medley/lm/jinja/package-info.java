/** Jinja's language as chat templates are written in it: from text to a tree that renders. */
package dev.medley.lm.jinja;
