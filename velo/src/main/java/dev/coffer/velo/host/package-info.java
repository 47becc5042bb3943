/**
 * What a site's code may ask for from outside, for one call at a time: its secrets, and fetches.
 */
package dev.coffer.velo.host;
