/** What a start needs: the data directory, key files, logging. */
package dev.coffer.server.startup;
