package dev.coffer.server.testing;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is in a stored database, as its makers asked for it: the plain text of everything that the
 * database itself keeps sealed or hashed. All of it is invented.
 *
 * @param now when the making ended; sessions and invitations are good at that time
 * @param sites the sites
 * @param deletedSites the ids of sites that were deleted
 * @param people everybody with an account
 * @param sessions what browsers keep of sessions that go on
 * @param endedSessions what browsers kept of sessions that are over
 * @param devices what browsers keep that know an account without being logged in
 * @param links links that can still be used
 * @param deadLinks paths of links that were used or revoked, or have expired
 */
public record StoredManifest(
    String now,
    List<StoredSite> sites,
    List<String> deletedSites,
    List<StoredPerson> people,
    List<StoredSession> sessions,
    List<String> endedSessions,
    List<StoredDevice> devices,
    List<StoredLink> links,
    List<String> deadLinks) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * @param createdDate as the API tells it
   * @param deletedSecrets secrets that were deleted, by what they were
   * @param deadKeys the texts of keys that were revoked
   */
  public record StoredSite(
      String id,
      String name,
      String createdDate,
      boolean membersAreaSetUp,
      List<StoredSecret> secrets,
      List<StoredSecret> deletedSecrets,
      List<StoredKey> keys,
      List<String> deadKeys,
      List<StoredMember> members) {}

  /**
   * @param value a part of the value, which is this part {@code times} times
   */
  public record StoredSecret(
      String id,
      String name,
      String description,
      String value,
      int times,
      String createdDate,
      String updatedDate) {
    @JsonIgnore
    public String wholeValue() {
      return value.repeat(times);
    }
  }

  /**
   * @param permissions without their common prefix
   * @param expiryDate empty if the key does not end
   * @param text the key itself
   */
  public record StoredKey(
      String id,
      String name,
      List<String> permissions,
      String createdBy,
      String createdDate,
      String expiryDate,
      String text) {
    public boolean may(String permission) {
      return permissions.contains(permission);
    }

    public boolean isOver(String now) {
      return !expiryDate.isEmpty() && expiryDate.compareTo(now) <= 0;
    }
  }

  public record StoredMember(String email, String role) {}

  /**
   * @param formerPassword the password before it was changed; empty if it was not
   */
  public record StoredPerson(String email, String password, String formerPassword) {}

  public record StoredSession(String email, String session, String device) {}

  public record StoredDevice(String email, String device) {}

  /**
   * @param path the link without the server's address
   * @param role the name of the role that it gives
   */
  public record StoredLink(String path, String site, String role, String note, String createdBy) {}

  public static StoredManifest read(byte[] json) {
    try {
      return JSON.readValue(json, StoredManifest.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void write(Path file) {
    try {
      Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public StoredSite site(String name) {
    return sites.stream().filter(site -> site.name().equals(name)).findFirst().orElseThrow();
  }

  public StoredPerson person(String email) {
    return people.stream().filter(person -> person.email().equals(email)).findFirst().orElseThrow();
  }

  /** Returns every key that ends at some time or never, with its site. */
  public Stream<StoredKey> keys() {
    return sites.stream().flatMap(site -> site.keys().stream());
  }
}
