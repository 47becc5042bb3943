package dev.coffer.server.storage;

import dev.coffer.server.sealing.RecordContext;

/**
 * A row of the secret table.
 *
 * @param context everything that stands in the clear
 * @param info the sealed name and description
 * @param value the sealed value
 */
public record StoredSecret(RecordContext context, byte[] info, byte[] value) {}
