/**
 * What the process that runs a site's code and the one that holds the key have in common: how the
 * first is started, and what they say to each other.
 */
package dev.coffer.sandbox.protocol;
