/**
 * The Secrets API: create, get, list, update and delete secrets, with their rules and limits. Every
 * face of the server makes them here; there is one way to create a secret. {@link
 * dev.coffer.server.secrets.Secrets} is where a secret's life can be read.
 */
package dev.coffer.server.secrets;
