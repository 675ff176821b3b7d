/** Units of work whose results lie in a folder, so that a run goes on where it stopped. */
package dev.medley.lab.work;
