/** Reads {@code .env} files, in which secrets stand before they come to Coffer. */
package dev.coffer.wire.env;
