/**
 * A Java client of a Coffer server.
 *
 * <pre>{@code
 * CofferKey key = CofferKey.of(System.getenv("COFFER_KEY"));
 * URI server = URI.create("https://secrets.example.com:8443");
 * try (CofferClient coffer = CofferClient.builder(server, key).build();
 *     SecretText value = coffer.readSecret("s3_secret_key")) {
 *   connectWith(value.revealAsString());
 * } catch (NotFoundException e) {
 *   // The site has no secret of that name.
 * }
 * }</pre>
 *
 * <p>{@link dev.coffer.client.CofferClient} makes the calls of the Secrets API, {@link
 * dev.coffer.client.Administration} those of the operator, {@link dev.coffer.client.JsonCalls} all
 * of them with their bare JSON. They block, throw the exceptions of {@link
 * dev.coffer.client.errors}, and may be shared by threads. A program makes one client and keeps it:
 * a client keeps its connections.
 *
 * <p>Values, passwords and keys do not print themselves: {@link dev.coffer.client.SecretText},
 * {@link dev.coffer.client.CofferKey}. No message of an exception has one in it, unless a server
 * puts it there.
 *
 * <p>Lengths are in Unicode characters where nothing else is said. No parameter takes {@code null},
 * and nothing returns it. What is in a package named {@code internal} may change with any version.
 */
package dev.coffer.client;
