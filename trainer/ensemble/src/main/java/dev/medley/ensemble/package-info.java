/** The late ensemble: which member answers next, learnt from what people's edits cost. */
package dev.medley.ensemble;
