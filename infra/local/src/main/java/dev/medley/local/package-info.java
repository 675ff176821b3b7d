/** The whole system on one machine: its parts as processes of their own, and simulated users. */
package dev.medley.local;
