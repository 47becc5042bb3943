/**
 * The other end of those pipes, in the process that holds the key: starts the process that runs the
 * site's code, hands it calls, ends it when it must, and takes all that comes from it for hostile.
 */
package dev.coffer.velo.sandbox;
