/** What the experiments found, and how it is shown. */
package dev.medley.lab.theory.findings;
