package dev.coffer.server.storage;

import dev.coffer.server.sealing.Place;

/**
 * A row of the secret table without its value.
 *
 * @param place everything that stands in the clear
 * @param info the sealed name and description
 */
public record StoredInfo(Place place, byte[] info) {}
