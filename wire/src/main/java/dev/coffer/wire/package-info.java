/**
 * What servers and clients of Coffer's HTTP API must agree on, written once: paths, headers, error
 * codes, the names of permissions and roles, the form of keys, limits, and the files by which a
 * command finds the server on its machine. {@code openapi.yaml} beside these classes is the exact
 * interface.
 *
 * <p>Nothing here depends on anything but Java 17.
 */
package dev.coffer.wire;
