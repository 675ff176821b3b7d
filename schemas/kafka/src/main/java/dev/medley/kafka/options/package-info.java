/** Values of the command line: each is checked as it is read, and says what it wants instead. */
package dev.medley.kafka.options;
