/**
 * The Coffer server: a secrets manager that speaks the Wix Secrets API. {@link
 * dev.coffer.server.CofferServer} starts it, and is the one place where objects are wired.
 */
package dev.coffer.server;
