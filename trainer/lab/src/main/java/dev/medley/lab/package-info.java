/** Simulated users, who stand for people where nobody is asked. */
package dev.medley.lab;
