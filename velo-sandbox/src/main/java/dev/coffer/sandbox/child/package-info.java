/**
 * The process that runs a site's code, with no key, no network and no way out but its pipes.
 * Nothing here runs in the process that holds the key.
 */
package dev.coffer.sandbox.child;
