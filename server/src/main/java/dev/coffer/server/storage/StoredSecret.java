package dev.coffer.server.storage;

import dev.coffer.server.sealing.Place;

/**
 * A row of the secret table.
 *
 * @param place everything that stands in the clear
 * @param info the sealed name and description
 * @param value the sealed value
 */
public record StoredSecret(Place place, byte[] info, byte[] value) {}
