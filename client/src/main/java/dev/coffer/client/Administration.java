package dev.coffer.client;

import dev.coffer.client.errors.NotFoundException;
import dev.coffer.client.internal.JsonBody;
import dev.coffer.wire.ApiPermission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sites, their Members Areas and API keys, which only the operator key may see and change; any
 * other is refused with {@link dev.coffer.client.errors.PermissionDeniedException}. With a velo key
 * {@link #logIn} and {@link #findMember} work, for the key's own site. Threads may share it.
 */
public final class Administration {
  private final JsonCalls json;

  Administration(JsonCalls json) {
    this.json = json;
  }

  /** Lists the sites of the server. */
  public List<SiteInfo> listSites() {
    return Answers.typed(json.listSites(), Answers::sites);
  }

  /**
   * Creates a site.
   *
   * @param name 1 to 50 characters of {@code a-z 0-9 -}, the first a letter or digit
   * @throws dev.coffer.client.errors.AlreadyExistsException if the name is taken
   */
  public SiteInfo createSite(String name) {
    try (JsonBody body = new JsonBody("site")) {
      body.put("name", name);
      return Answers.typed(
          json.createSite(body.utf8()), answer -> Answers.site(answer.child("site")));
    }
  }

  /**
   * Deletes a site with its secrets, API keys and members, for good.
   *
   * @param siteId the site's id
   * @throws NotFoundException if there is no such site
   */
  public void deleteSite(String siteId) {
    json.deleteSite(siteId);
  }

  /**
   * Sets up the Members Area of a site by making its owner.
   *
   * @param siteId the site's id
   * @param email the owner's address
   * @param password 12 to 1024 characters; not closed here
   * @throws dev.coffer.client.errors.AlreadyExistsException if it is set up already
   */
  public void setUpMembersArea(String siteId, String email, SecretText password) {
    try (JsonBody body = new JsonBody("owner")) {
      body.put("email", email);
      CofferClient.put(body, "password", password);
      json.setUpMembersArea(siteId, body.utf8());
    }
  }

  /**
   * Tells which member somebody is who shows an email and a password.
   *
   * @param siteId the site's id
   * @param email the address
   * @param password not closed here
   * @param address the IP address from which they ask, by which failures are counted
   * @throws dev.coffer.client.errors.UnauthenticatedException if these are no member's of the site
   * @throws dev.coffer.client.errors.ResourceExhaustedException after too many failures
   */
  public MemberIdentity logIn(String siteId, String email, SecretText password, String address) {
    return logIn(siteId, email, password, address, Optional.empty()).member();
  }

  /**
   * Tells the same of somebody whose browser may be known, which has attempts of its own.
   *
   * @param siteId the site's id
   * @param email the address
   * @param password not closed here
   * @param address the IP address from which they ask, by which failures are counted
   * @param device what the last log-in with that browser gave it to keep, if anything
   * @throws dev.coffer.client.errors.UnauthenticatedException if these are no member's of the site
   * @throws dev.coffer.client.errors.ResourceExhaustedException after too many failures
   */
  public MemberLogIn logIn(
      String siteId, String email, SecretText password, String address, Optional<String> device) {
    try (JsonBody body = new JsonBody("member")) {
      body.put("email", email);
      CofferClient.put(body, "password", password);
      body.put("address", address);
      device.ifPresent(known -> body.put("device", known));
      return Answers.typed(json.logIn(siteId, body.utf8()), Answers::logIn);
    }
  }

  /**
   * Tells what a member is now.
   *
   * @param siteId the site's id
   * @param id the member's id
   * @return empty if the site has no such member, or there is no such site
   */
  public Optional<MemberIdentity> findMember(String siteId, String id) {
    try {
      return Optional.of(
          Answers.typed(
              json.readMember(siteId, id), answer -> Answers.member(answer.child("member"))));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Lists the API keys of a site, expired ones too.
   *
   * @param siteId the site's id
   */
  public List<ApiKeyInfo> listApiKeys(String siteId) {
    return Answers.typed(json.listApiKeys(siteId), Answers::apiKeys);
  }

  /**
   * Creates an API key that does not end.
   *
   * @param siteId the site that it is bound to
   * @param name what it is for: 1 to 100 characters
   * @param permissions what it may do, at least one thing
   */
  public CreatedApiKey createApiKey(String siteId, String name, Set<ApiPermission> permissions) {
    return createApiKey(siteId, name, permissions, false, Optional.empty());
  }

  /**
   * Creates an API key that ends.
   *
   * @param siteId the site that it is bound to
   * @param name what it is for: 1 to 100 characters
   * @param permissions what it may do, at least one thing
   * @param expiry when it ends, in the future
   */
  public CreatedApiKey createApiKey(
      String siteId, String name, Set<ApiPermission> permissions, Instant expiry) {
    return createApiKey(siteId, name, permissions, false, Optional.of(expiry));
  }

  /**
   * Creates a velo key: it may also tell members of its site, and extend and revoke itself.
   *
   * @param siteId the site that it is bound to
   * @param name what it is for: 1 to 100 characters
   * @param permissions what it may do with secrets, at least one thing
   * @param expiry when it ends, in the future; empty for never
   */
  public CreatedApiKey createVeloKey(
      String siteId, String name, Set<ApiPermission> permissions, Optional<Instant> expiry) {
    return createApiKey(siteId, name, permissions, true, expiry);
  }

  private CreatedApiKey createApiKey(
      String siteId,
      String name,
      Set<ApiPermission> permissions,
      boolean forVelo,
      Optional<Instant> expiry) {
    try (JsonBody body = new JsonBody("apiKey")) {
      body.put("name", name);
      body.put("permissions", permissions.stream().map(ApiPermission::wireName).sorted().toList());
      if (forVelo) {
        body.put("forVelo", true);
      }
      expiry.ifPresent(end -> body.put("expiryDate", end.toString()));
      return Answers.typed(json.createApiKey(siteId, body.utf8()), Answers::createdApiKey);
    }
  }

  /**
   * Revokes an API key, at once and for good.
   *
   * @param siteId the site's id
   * @param id the key's id
   * @throws NotFoundException if the site has no such key
   */
  public void revokeApiKey(String siteId, String id) {
    json.revokeApiKey(siteId, id);
  }
}
