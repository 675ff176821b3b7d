/** What plays have cost, and what chance makes of it. */
package dev.medley.ensemble.costs;
