/** How soon a user's edits show: what members are charged after few of them. */
package dev.medley.lab.few;
