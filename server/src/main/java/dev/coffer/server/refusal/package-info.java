/**
 * The ways in which Coffer says no. A refusal is an answer to a caller, not a fault of the server:
 * every face (HTTP API, dashboard, command line) translates this one sealed family once.
 *
 * <p>Nothing here ever holds a value, a password or a key.
 */
package dev.coffer.server.refusal;
