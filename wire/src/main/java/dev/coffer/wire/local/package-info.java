/**
 * What servers and clients on one machine agree on beyond HTTP: where the data directory is, whose
 * files may be believed, and the socket by which they find each other.
 */
package dev.coffer.wire.local;
