/**
 * A serving node: shared statistics, hot-swapped adapters, batched generation, the HTTP gateway.
 */
package dev.medley.serving;
