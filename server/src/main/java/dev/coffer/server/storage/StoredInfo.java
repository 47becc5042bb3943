package dev.coffer.server.storage;

import dev.coffer.server.sealing.RecordContext;

/**
 * A row of the secret table without its value.
 *
 * @param context everything that stands in the clear
 * @param info the sealed name and description
 * @param place where the row stands among those of its site
 */
public record StoredInfo(RecordContext context, byte[] info, StoredPlace place) {}
