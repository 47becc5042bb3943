/**
 * The errors that a caller is told. Each is an answer to a caller, not a fault of the server: every
 * face (HTTP API, dashboard, command line) translates this one sealed family once.
 *
 * <p>Nothing here ever holds a value, a password or a key.
 */
package dev.coffer.server.errors;
