/** What all faces of the server share about HTTP. */
package dev.coffer.server.http;
