/**
 * Who calls, and what they may do: API keys, the operator key, the Members Area. {@link
 * dev.coffer.server.access.Access} turns what a request proves into a {@link
 * dev.coffer.server.access.Caller}, and every call that needs a permission asks that caller for it.
 */
package dev.coffer.server.access;
