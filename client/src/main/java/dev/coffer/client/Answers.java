package dev.coffer.client;

import dev.coffer.client.errors.UnexpectedAnswerException;
import dev.coffer.client.internal.JsonTree;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the JSON of a success says. */
final class Answers {
  private Answers() {}

  /**
   * @throws UnexpectedAnswerException if the answer lacks what the reading asks for
   */
  static <T> T typed(byte[] answer, Function<JsonTree, T> reading) {
    try {
      return reading.apply(JsonTree.parse(answer));
    } catch (IOException | JsonTree.ShapeException e) {
      throw UnexpectedAnswerException.ofWrongShape();
    }
  }

  static SecretListing secretListing(JsonTree answer) {
    return new SecretListing(
        answer.elements("secrets").map(Answers::secretMetadata).toList(),
        answer.texts("corruptedSecretIds"));
  }

  private static SecretMetadata secretMetadata(JsonTree secret) {
    return new SecretMetadata(
        secret.text("id"),
        secret.text("name"),
        secret.optionalText("description").orElse(""),
        secret.date("createdDate"),
        secret.date("updatedDate"));
  }

  static List<SiteInfo> sites(JsonTree answer) {
    return answer.elements("sites").map(Answers::site).toList();
  }

  static SiteInfo site(JsonTree site) {
    return new SiteInfo(
        site.text("id"),
        site.text("name"),
        site.date("createdDate"),
        site.flag("membersAreaSetUp"));
  }

  static MemberIdentity member(JsonTree member) {
    return new MemberIdentity(member.text("id"), member.text("email"), member.text("role"));
  }

  static MemberLogIn logIn(JsonTree answer) {
    return new MemberLogIn(member(answer.child("member")), answer.optionalText("device"));
  }

  static List<ApiKeyInfo> apiKeys(JsonTree answer) {
    return answer.elements("apiKeys").map(Answers::apiKey).toList();
  }

  static ApiKeyInfo apiKey(JsonTree apiKey) {
    boolean ends = apiKey.optionalText("expiryDate").isPresent();
    return new ApiKeyInfo(
        apiKey.text("id"),
        apiKey.text("name"),
        apiKey.text("prefix"),
        new LinkedHashSet<>(apiKey.texts("permissions")),
        apiKey.optionalFlag("forVelo"),
        apiKey.text("createdBy"),
        apiKey.date("createdDate"),
        ends ? Optional.of(apiKey.date("expiryDate")) : Optional.empty());
  }

  static ExtendedKey extendedKey(JsonTree answer) {
    return new ExtendedKey(apiKey(answer.child("apiKey")), answer.text("siteId"));
  }

  static CreatedApiKey createdApiKey(JsonTree answer) {
    try {
      return new CreatedApiKey(apiKey(answer.child("apiKey")), CofferKey.of(answer.text("key")));
    } catch (IllegalArgumentException e) {
      throw UnexpectedAnswerException.ofWrongShape();
    }
  }
}
