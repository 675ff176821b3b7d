/** What a report is made of, whatever it reports. */
package dev.medley.lab.report;
