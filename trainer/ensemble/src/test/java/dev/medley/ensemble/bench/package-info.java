/** The ensemble's bench: the policies that serve, played against users of known means. */
package dev.medley.ensemble.bench;
