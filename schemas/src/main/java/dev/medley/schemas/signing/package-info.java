/** Ed25519 signatures over checkpoints: the publisher signs, whoever loads verifies. */
package dev.medley.schemas.signing;
