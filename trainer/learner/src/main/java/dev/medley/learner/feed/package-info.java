/** Each label topic read once a process, for all its members. */
package dev.medley.learner.feed;
