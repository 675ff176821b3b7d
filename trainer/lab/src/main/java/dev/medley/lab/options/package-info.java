/** Values of the command line, read with what they should have been in their messages. */
package dev.medley.lab.options;
