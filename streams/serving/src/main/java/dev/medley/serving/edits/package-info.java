/** Users' edits by HTTP. */
package dev.medley.serving.edits;
