/**
 * How a call can fail: the sealed family of {@link dev.coffer.client.errors.CofferException}, one
 * class for each error that the HTTP API has. Each carries what the server said. Their constructors
 * are public, so that programs can test what they do about them.
 */
package dev.coffer.client.errors;
