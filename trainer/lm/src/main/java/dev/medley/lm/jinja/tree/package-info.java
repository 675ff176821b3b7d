/** A template's tree, which renders itself: expressions have values, statements write text. */
package dev.medley.lm.jinja.tree;
