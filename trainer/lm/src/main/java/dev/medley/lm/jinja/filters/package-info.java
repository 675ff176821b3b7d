/** Jinja's filters and tests. */
package dev.medley.lm.jinja.filters;
