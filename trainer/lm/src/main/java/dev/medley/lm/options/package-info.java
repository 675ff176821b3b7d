/** Numbers of a command line, of programs that know nobody. */
package dev.medley.lm.options;
