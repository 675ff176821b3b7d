/** What generates a response, seen from outside. */
package dev.medley.serving.generation;
