package dev.coffer.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.server.access.Caller;
import dev.coffer.server.access.Permission;
import dev.coffer.server.access.Principal;
import dev.coffer.server.access.Role;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.identity.LogIn;
import dev.coffer.server.identity.LogIn.ProvenMember;
import dev.coffer.server.identity.Token;
import dev.coffer.server.keys.ApiKey;
import dev.coffer.server.keys.ApiKeys;
import dev.coffer.server.keys.NewApiKey;
import dev.coffer.server.members.Member;
import dev.coffer.server.members.MembersArea;
import dev.coffer.server.sites.Site;
import dev.coffer.server.sites.Sites;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Sites, Members Areas and API keys over HTTP, for the operator; holders of velo keys may ask about
 * members of their site.
 */
final class AdministrationEndpoints {
  private final Sites sites;
  private final MembersArea membersArea;
  private final ApiKeys apiKeys;
  private final LogIn logIn;

  AdministrationEndpoints(Sites sites, MembersArea membersArea, ApiKeys apiKeys, LogIn logIn) {
    this.sites = sites;
    this.membersArea = membersArea;
    this.apiKeys = apiKeys;
    this.logIn = logIn;
  }

  ApiResponse listSites(Request request) {
    List<Site> all = sites.list();
    Optional<UUID> defaultId = sites.defaultId();
    return ApiResponse.json(
        Json.write(json -> {
          json.writeArrayFieldStart("sites");
          for (Site site : all) {
            json.writeStartObject();
            writeSite(json, site, defaultId.equals(Optional.of(site.id())));
            json.writeEndObject();
          }
          json.writeEndArray();
        }));
  }

  ApiResponse createSite(Request request) {
    Fields fields = new Fields(request, "site");
    String name = fields.text("name");
    fields.refuseViolations();
    Site site = sites.create(name);
    return ApiResponse.json(
        Json.write(json -> {
          json.writeObjectFieldStart("site");
          writeSite(json, site, false);
          json.writeEndObject();
        }));
  }

  ApiResponse deleteSite(Request request, Site site) {
    membersArea.deleteSite(new Principal.Operator(), site);
    return ApiResponse.emptyObject();
  }

  ApiResponse setUpMembersArea(Request request, Site site) {
    Fields fields = new Fields(request, "owner");
    String email = fields.text("email");
    String password = fields.text("password");
    fields.refuseViolations();
    String owner = membersArea.setUp(site, email, password);
    return ApiResponse.json(
        Json.write(json -> {
          json.writeObjectFieldStart("owner");
          json.writeStringField("email", owner);
          json.writeStringField("role", Role.OWNER.wireName());
          json.writeEndObject();
        }));
  }

  ApiResponse logIn(Request request, Caller program) {
    Fields fields = new Fields(request, "member");
    String email = fields.text("email");
    String password = fields.text("password");
    InetAddress address = fields.address("address");
    Optional<Token> device = fields.optionalText("device").map(Token::new);
    fields.refuseViolations();
    ProvenMember member = logIn.proveMember(program, email, password, device, address);
    return ApiResponse.json(
        Json.write(json -> {
          writeMember(json, member.account(), member.email(), member.role());
          json.writeStringField("device", member.device().text());
        }));
  }

  ApiResponse member(Request request, Caller program) {
    Member member = membersArea.member(program.site(), request.id("id"));
    return ApiResponse.json(
        Json.write(json -> writeMember(json, member.account(), member.email(), member.role())));
  }

  private static void writeMember(JsonGenerator json, UUID account, String email, Role role)
      throws IOException {
    json.writeObjectFieldStart("member");
    json.writeStringField("id", account.toString());
    json.writeStringField("email", email);
    json.writeStringField("role", role.wireName());
    json.writeEndObject();
  }

  ApiResponse listApiKeys(Request request, Site site) {
    List<ApiKey> all = apiKeys.list(site);
    return ApiResponse.json(
        Json.write(json -> {
          json.writeArrayFieldStart("apiKeys");
          for (ApiKey key : all) {
            json.writeStartObject();
            writeApiKey(json, key);
            json.writeEndObject();
          }
          json.writeEndArray();
        }));
  }

  ApiResponse createApiKey(Request request, Site site) {
    Fields fields = new Fields(request, "apiKey");
    String name = fields.text("name");
    Set<Permission> permissions = fields.permissions("permissions");
    boolean forVelo = fields.flag("forVelo");
    Optional<Instant> expiry = fields.optionalDate("expiryDate");
    fields.refuseViolations();
    NewApiKey made =
        forVelo
            ? apiKeys.createForVelo(site, name, permissions, expiry)
            : apiKeys.create(new Principal.Operator(), site, name, permissions, expiry);
    return ApiResponse.json(
        Json.write(json -> {
          json.writeObjectFieldStart("apiKey");
          writeApiKey(json, made.apiKey());
          json.writeEndObject();
          json.writeStringField("key", made.key());
        }));
  }

  ApiResponse revokeApiKey(Request request, Site site) {
    apiKeys.revoke(new Principal.Operator(), site, request.id("id"));
    return ApiResponse.emptyObject();
  }

  ApiResponse extendOwnKey(Request request, Caller holder) {
    ApiKey extended = apiKeys.extend(holder);
    return ApiResponse.json(
        Json.write(json -> {
          json.writeObjectFieldStart("apiKey");
          writeApiKey(json, extended);
          json.writeEndObject();
          json.writeStringField("siteId", holder.site().id().toString());
        }));
  }

  ApiResponse revokeOwnKey(Request request, Caller holder) {
    apiKeys.revokeOwn(holder);
    return ApiResponse.emptyObject();
  }

  private static void writeSite(JsonGenerator json, Site site, boolean isDefault)
      throws IOException {
    json.writeStringField("id", site.id().toString());
    json.writeStringField("name", site.name());
    json.writeStringField("createdDate", Json.date(site.created()));
    json.writeBooleanField("membersAreaSetUp", site.membersAreaSetUp());
    json.writeBooleanField("default", isDefault);
  }

  private static void writeApiKey(JsonGenerator json, ApiKey key) throws IOException {
    json.writeStringField("id", key.id().toString());
    json.writeStringField("name", key.name());
    json.writeStringField("prefix", key.prefix());
    json.writeArrayFieldStart("permissions");
    for (Permission permission : EnumSet.copyOf(key.permissions())) {
      json.writeString(permission.wireName());
    }
    json.writeEndArray();
    if (key.forVelo()) {
      json.writeBooleanField("forVelo", true);
    }
    json.writeStringField("createdBy", key.createdBy());
    json.writeStringField("createdDate", Json.date(key.created()));
    if (key.expiry().isPresent()) {
      json.writeStringField("expiryDate", Json.date(key.expiry().get()));
    }
  }

  /** The fields of the one object in a body; collects what is wrong with them. */
  private static final class Fields {
    /**
     * The longest body: an email of 254 and a password of 1,024 characters, the latter as 12 bytes
     * each, which is how JSON may write them.
     */
    private static final int MOST_BYTES = 16 * 1024;

    /** The last that ISO-8601 writes with four digits. */
    private static final int LAST_YEAR = 9999;

    private final String object;
    private final JsonNode node;
    private final List<Violation> violations = new ArrayList<>();

    Fields(Request request, String object) {
      this.object = object;
      this.node = body(request).path(object);
      if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
        throw new InvalidArgument(object, Rule.TYPE, "must be an object");
      }
    }

    private static JsonNode body(Request request) {
      try {
        JsonNode body = Json.MAPPER.readTree(request.jsonBody(MOST_BYTES));
        if (!body.isObject() && !body.isMissingNode()) {
          throw new InvalidArgument("body", Rule.TYPE, "must be a JSON object");
        }
        return body;
      } catch (JsonProcessingException e) {
        throw SecretJson.notJson(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Optional<String> optionalText(String name) {
      return node.hasNonNull(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** A flag that is not there is not set. */
    boolean flag(String name) {
      JsonNode field = node.path(name);
      if (!field.isMissingNode() && !field.isNull() && !field.isBoolean()) {
        violate(name, Rule.TYPE, "must be true or false");
      }
      return field.asBoolean();
    }

    String text(String name) {
      JsonNode field = node.path(name);
      if (field.isMissingNode() || field.isNull()) {
        violate(name, Rule.REQUIRED_FIELD, "must be given");
      } else if (!field.isTextual()) {
        violate(name, Rule.TYPE, "must be a string");
      } else if (field.textValue().codePoints().anyMatch(Fields::isHalfOfPair)) {
        violate(name, Rule.FORMAT, "must be valid Unicode, without half of a surrogate pair");
      }
      return field.asText();
    }

    private static boolean isHalfOfPair(int codePoint) {
      return Character.getType(codePoint) == Character.SURROGATE;
    }

    InetAddress address(String name) {
      String text = text(name);
      try {
        return InetAddress.ofLiteral(text);
      } catch (IllegalArgumentException e) {
        if (node.path(name).isTextual()) {
          violate(name, Rule.FORMAT, "must be an IP address");
        }
        return InetAddress.getLoopbackAddress();
      }
    }

    Set<Permission> permissions(String name) {
      Set<Permission> permissions = EnumSet.noneOf(Permission.class);
      JsonNode field = node.path(name);
      if (field.isMissingNode() || field.isNull()) {
        violate(name, Rule.REQUIRED_FIELD, "must be given");
      } else if (!field.isArray()) {
        violate(name, Rule.TYPE, "must be an array of strings");
      }
      for (JsonNode element : field) {
        Permission.of(element.asText())
            .ifPresentOrElse(
                permissions::add,
                () -> violate(name, Rule.FORMAT, "may only have the five SECRETS_VAULT names"));
      }
      return permissions;
    }

    Optional<Instant> optionalDate(String name) {
      JsonNode field = node.path(name);
      if (field.isMissingNode() || field.isNull()) {
        return Optional.empty();
      }
      try {
        OffsetDateTime date = OffsetDateTime.parse(field.asText());
        if (date.getYear() <= LAST_YEAR) {
          return Optional.of(date.toInstant());
        }
      } catch (DateTimeException e) {
        // Told below, with an example.
      }
      violate(
          name,
          Rule.FORMAT,
          "must be an ISO-8601 date and time not after the year 9999, 2027-01-31T00:00:00.000Z");
      return Optional.empty();
    }

    private void violate(String name, Rule rule, String description) {
      Violation violation = new Violation(object + "." + name, rule, description);
      if (!violations.contains(violation)) {
        violations.add(violation);
      }
    }

    void refuseViolations() {
      if (!violations.isEmpty()) {
        throw new InvalidArgument(violations);
      }
    }
  }
}
