/** The small world: its answers, costs and editors. */
package dev.medley.lab.theory.world;
