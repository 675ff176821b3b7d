/** How a rendering ends: by itself, or refused. */
package dev.medley.lm.jinja.limits;
