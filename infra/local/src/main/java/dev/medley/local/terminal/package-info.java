/** The person at the terminal. */
package dev.medley.local.terminal;
