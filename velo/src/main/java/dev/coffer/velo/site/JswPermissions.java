package dev.coffer.velo.site;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may call the functions of {@code .jsw} files from a browser, as {@code
 * backend/permissions.json} has it in Wix's form: under {@code "web-methods"} for each file and
 * each of its functions {@code {"siteOwner": {"invoke": true}, "siteMember": {"invoke": …},
 * "anonymous": {"invoke": …}}}, with {@code "*"} for every other file or function. What is named
 * nowhere may be called by anyone. A file that cannot be understood lets nobody call anything.
 */
public final class JswPermissions {
  /** Where they stand. */
  public static final String FILE = "backend/permissions.json";

  private static final String ANY = "*";
  private static final String BACKEND = "backend/";
  private static final Set<String> AUDIENCES = Set.of("siteOwner", "siteMember", "anonymous");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Map<String, Map<String, Optional<String>>> permissions;
  private final Optional<String> fault;
  private final List<String> withoutFile;

  private JswPermissions(Map<String, Map<String, Optional<String>>> permissions, SiteFiles files) {
    this.permissions = permissions;
    this.fault = Optional.empty();
    this.withoutFile =
        permissions.keySet().stream()
            .filter(file -> !file.equals(ANY) && !files.texts().containsKey(file))
            .sorted()
            .toList();
  }

  private JswPermissions(String fault) {
    this.permissions = Map.of();
    this.fault = Optional.of(FILE + fault);
    this.withoutFile = List.of();
  }

  /** Reads those of a site. */
  public static JswPermissions of(SiteFiles files) {
    String text = files.texts().get(FILE);
    if (text == null) {
      return new JswPermissions(Map.of(), files);
    }
    try {
      return new JswPermissions(read(JSON.readTree(text)), files);
    } catch (Fault e) {
      return new JswPermissions(": " + e.getMessage());
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      return new JswPermissions(
          ":" + place.getLineNr() + ":" + place.getColumnNr() + ": this is not JSON");
    }
  }

  /**
   * Returns what is wrong with the file, which then lets nobody call anything; empty if nothing is.
   */
  public Optional<String> fault() {
    return fault;
  }

  /** Returns the files that are named there and are not in the site: perhaps a name is misspelt. */
  public List<String> withoutFile() {
    return withoutFile;
  }

  /**
   * Tells who may call a function.
   *
   * @param file such as {@code backend/email.jsw}
   * @return {@code Anyone}, {@code SiteMember} or {@code Admin}; empty if nobody may
   */
  public Optional<String> permission(String file, String function) {
    if (fault.isPresent()) {
      return Optional.empty();
    }
    for (String someFile : List.of(file, ANY)) {
      Map<String, Optional<String>> functions = permissions.getOrDefault(someFile, Map.of());
      for (String someFunction : List.of(function, ANY)) {
        if (functions.containsKey(someFunction)) {
          return functions.get(someFunction);
        }
      }
    }
    return Optional.of("Anyone");
  }

  private static Map<String, Map<String, Optional<String>>> read(JsonNode root) throws Fault {
    Map<String, Map<String, Optional<String>>> permissions = new HashMap<>();
    JsonNode files = object(root, "the whole").path("web-methods");
    for (Map.Entry<String, JsonNode> file :
        object(files, "\"web-methods\" is missing or").properties()) {
      Map<String, Optional<String>> functions = new HashMap<>();
      for (Map.Entry<String, JsonNode> function :
          object(file.getValue(), file.getKey()).properties()) {
        functions.put(
            function.getKey(),
            permission(file.getKey() + " " + function.getKey(), function.getValue()));
      }
      if (permissions.put(path(file.getKey()), functions) != null) {
        throw new Fault(file.getKey() + " stands there twice, with and without backend/");
      }
    }
    return permissions;
  }

  /** People leave the directory away, and mean to close what would stay open else. */
  private static String path(String file) {
    return file.equals(ANY) || file.startsWith(BACKEND) ? file : BACKEND + file;
  }

  private static Optional<String> permission(String where, JsonNode audiences) throws Fault {
    for (Map.Entry<String, JsonNode> audience : object(audiences, where).properties()) {
      if (!AUDIENCES.contains(audience.getKey())) {
        throw new Fault(
            where + " must name siteOwner, siteMember and anonymous, not " + audience.getKey());
      }
    }
    boolean owner = invokes(where, audiences, "siteOwner");
    boolean member = invokes(where, audiences, "siteMember");
    boolean anonymous = invokes(where, audiences, "anonymous");
    if ((anonymous && !member) || (member && !owner)) {
      throw new Fault(where + " lets strangers do what members or owners may not");
    }
    if (anonymous) {
      return Optional.of("Anyone");
    }
    return member ? Optional.of("SiteMember") : owner ? Optional.of("Admin") : Optional.empty();
  }

  private static boolean invokes(String where, JsonNode audiences, String audience) throws Fault {
    JsonNode one = audiences.path(audience);
    if (one.isMissingNode()) {
      return false;
    }
    JsonNode invoke = one.path("invoke");
    if (!invoke.isBoolean()) {
      throw new Fault(where + " must say {\"invoke\": true} or false for " + audience);
    }
    return invoke.booleanValue();
  }

  private static JsonNode object(JsonNode node, String what) throws Fault {
    if (!node.isObject()) {
      throw new Fault(what + " must be an object");
    }
    return node;
  }

  private static final class Fault extends Exception {
    private static final long serialVersionUID = 1;

    Fault(String message) {
      super(message, null, false, false);
    }
  }
}
