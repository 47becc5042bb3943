/** API keys: how they are made, listed and revoked. */
package dev.coffer.server.keys;
