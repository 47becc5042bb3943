package dev.coffer.client;

import dev.coffer.client.internal.Transport;
import dev.coffer.client.internal.Transport.Caller;
import dev.coffer.wire.ApiPaths;

/**
 * The calls of the HTTP API with their JSON as it is sent and answered, in UTF-8: for programs that
 * hand it on, or keep fields that this version does not know. {@code openapi.yaml}, which every
 * server answers, describes it. {@link CofferClient} and {@link Administration} have the same calls
 * with types.
 *
 * <p>What is given is sent as it is, and judged by the server. What is returned is a JSON object
 * that has at least the field that the call is made for, and may be wiped by the caller: it can
 * hold a value or a key. Each call throws what the typed one throws. Threads may share it.
 */
public final class JsonCalls {
  /** The call is made for its effect, and answered with an empty object. */
  private static final String NOTHING = "";

  private final Transport transport;
  private final Caller caller;

  JsonCalls(Transport transport, Caller caller) {
    this.transport = transport;
    this.caller = caller;
  }

  /**
   * Creates a secret.
   *
   * @param body {@code {"secret":{"name","value","description"?}}}
   * @return {@code {"id"}}
   */
  public byte[] createSecret(byte[] body) {
    return transport.change(caller, "POST", ApiPaths.SECRETS, body, "id");
  }

  /**
   * Reads the value of a secret.
   *
   * @param name any text
   * @return {@code {"value"}}
   */
  public byte[] readSecret(String name) {
    return transport.get(caller, ApiPaths.secretByName(name), "value");
  }

  /** Lists the secrets of the site: {@code {"secrets":[…]}}. */
  public byte[] listSecrets() {
    return transport.get(caller, ApiPaths.SECRETS, "secrets");
  }

  /**
   * Changes a secret.
   *
   * @param id any text
   * @param body {@code {"secret":{only what changes}}}
   */
  public byte[] updateSecret(String id, byte[] body) {
    return transport.change(caller, "PATCH", ApiPaths.secretById(id), body, NOTHING);
  }

  /**
   * Deletes a secret.
   *
   * @param id any text
   */
  public byte[] deleteSecret(String id) {
    return transport.delete(caller, ApiPaths.secretById(id));
  }

  /**
   * Lets the velo key that calls be good for 24 hours from now.
   *
   * @return {@code {"apiKey":{…},"siteId"}}
   */
  public byte[] extendOwnKey() {
    return transport.change(caller, "POST", ApiPaths.OWN_KEY_EXTENSION, new byte[0], "apiKey");
  }

  /** Revokes the velo key that calls. */
  public byte[] revokeOwnKey() {
    return transport.delete(caller, ApiPaths.OWN_KEY);
  }

  /** Lists the sites: {@code {"sites":[…]}}. */
  public byte[] listSites() {
    return transport.get(caller, ApiPaths.SITES, "sites");
  }

  /**
   * Creates a site.
   *
   * @param body {@code {"site":{"name"}}}
   * @return {@code {"site":{…}}}
   */
  public byte[] createSite(byte[] body) {
    return transport.change(caller, "POST", ApiPaths.SITES, body, "site");
  }

  /**
   * Deletes a site.
   *
   * @param siteId any text
   */
  public byte[] deleteSite(String siteId) {
    return transport.delete(caller, ApiPaths.site(siteId));
  }

  /**
   * Sets up the Members Area of a site.
   *
   * @param siteId any text
   * @param body {@code {"owner":{"email","password"}}}
   * @return {@code {"owner":{"email","role"}}}
   */
  public byte[] setUpMembersArea(String siteId, byte[] body) {
    return transport.change(caller, "POST", ApiPaths.membersArea(siteId), body, "owner");
  }

  /**
   * Tells which member somebody is.
   *
   * @param siteId any text
   * @param body {@code {"member":{"email","password","address","device"?}}}
   * @return {@code {"member":{"id","email","role"},"device"}}
   */
  public byte[] logIn(String siteId, byte[] body) {
    return transport.change(caller, "POST", ApiPaths.logIn(siteId), body, "member");
  }

  /**
   * Tells what a member is now.
   *
   * @param siteId any text
   * @param id any text
   * @return {@code {"member":{"id","email","role"}}}
   */
  public byte[] readMember(String siteId, String id) {
    return transport.get(caller, ApiPaths.member(siteId, id), "member");
  }

  /**
   * Lists the API keys of a site.
   *
   * @param siteId any text
   * @return {@code {"apiKeys":[…]}}
   */
  public byte[] listApiKeys(String siteId) {
    return transport.get(caller, ApiPaths.apiKeys(siteId), "apiKeys");
  }

  /**
   * Creates an API key.
   *
   * @param siteId any text
   * @param body {@code {"apiKey":{"name","permissions","forVelo"?,"expiryDate"?}}}
   * @return {@code {"apiKey":{…},"key"}}
   */
  public byte[] createApiKey(String siteId, byte[] body) {
    return transport.change(caller, "POST", ApiPaths.apiKeys(siteId), body, "key");
  }

  /**
   * Revokes an API key.
   *
   * @param siteId any text
   * @param id any text
   */
  public byte[] revokeApiKey(String siteId, String id) {
    return transport.delete(caller, ApiPaths.apiKey(siteId, id));
  }
}
