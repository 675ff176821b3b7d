/** What is watched while it runs, and how it is shown. */
package dev.medley.local.status;
