package dev.coffer.server.sealing;

/**
 * A site's keys as they rest in the database: Tink keysets, each encrypted by the master key with
 * the site's id as associated data.
 *
 * @param recordKeys the AEAD keyset that seals records
 * @param nameKeys the PRF keyset that computes the name index
 */
public record WrappedSiteKeys(byte[] recordKeys, byte[] nameKeys) {}
