/**
 * Keys and ciphertext. This is the only package that knows the cryptography library; what stands in
 * a database comes from here and can be read only here. The format is specified in {@code
 * docs/ciphertext-format.md}, with test vectors.
 *
 * <p>There are two levels of keys. The {@link dev.coffer.server.sealing.MasterKey} never rests in a
 * database. It wraps the {@link dev.coffer.server.sealing.SiteKeys} of each site, which seal the
 * site's records and compute its {@link dev.coffer.server.sealing.BlindIndex} entries.
 *
 * <p>Everything here is immutable and may be shared by threads.
 */
package dev.coffer.server.sealing;
