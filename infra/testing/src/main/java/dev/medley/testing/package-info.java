/** What tests of several modules stand on; main code never knows it. */
package dev.medley.testing;
