/** What a trainer publishes and a node takes: keys, files, chunks, digests, figures, and rules. */
package dev.medley.schemas.checkpoints;
