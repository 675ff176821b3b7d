/** Generation in this process. */
package dev.medley.serving.generation.local;
