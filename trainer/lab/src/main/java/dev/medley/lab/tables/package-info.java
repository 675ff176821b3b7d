/** {@code lab tables}: the paper's tables and learning curves. */
package dev.medley.lab.tables;
