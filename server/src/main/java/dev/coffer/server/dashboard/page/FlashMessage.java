package dev.coffer.server.dashboard.page;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What was just done, told once on the next page. */
public enum FlashMessage {
  /** After setting up. */
  WELCOME("The Members Area is set up. Welcome."),
  /** After accepting an invitation. */
  JOINED("You are a member now."),
  /** After adding a secret. */
  SECRET_ADDED("The secret was added. Code can use it at once."),
  /** After changing a secret. */
  SECRET_CHANGED("The secret was changed. Code sees the change at once."),
  /** After deleting a secret. */
  SECRET_DELETED("The secret was deleted."),
  /** After pasting several secrets. */
  SECRETS_PASTED("The secrets were added and changed."),
  /** After revoking an API key. */
  KEY_REVOKED("The API key was revoked. It stopped working at once."),
  /** After changing a member's role. */
  ROLE_CHANGED("The role was changed."),
  /** After removing a member. */
  MEMBER_REMOVED("The member was removed."),
  /** After revoking an invitation. */
  INVITATION_REVOKED("The invitation was revoked. Its link stopped working."),
  /** After making a site. */
  SITE_CREATED("The site was made. You are its owner."),
  /** After renaming a site. */
  SITE_RENAMED("The site was renamed."),
  /** After deleting a site. */
  SITE_DELETED("The site was deleted, and its keys destroyed."),
  /** After ending a session. */
  SESSION_ENDED("The session was ended."),
  /** After changing the password. */
  PASSWORD_CHANGED("The password was changed, and all other sessions were ended."),
  /** After asking for another email. */
  EMAIL_ASKED(
      "You have asked for another email. The link to it comes from an owner of a site of yours."),
  /** After taking that back. */
  EMAIL_WITHDRAWN("You have not asked for another email any more. A link to it stopped working."),
  /** After getting another email. */
  EMAIL_CHANGED("Your email was changed, and all other sessions were ended."),
  /** After deleting the account. */
  ACCOUNT_DELETED("Your account was deleted."),
  /** After logging out. */
  LOGGED_OUT("You are logged out.");

  private final String text;

  FlashMessage(String text) {
    this.text = text;
  }

  /** {@return a sentence for people} */
  public String text() {
    return text;
  }

  String cookieValue() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<FlashMessage> of(String cookieValue) {
    return Arrays.stream(values())
        .filter(flashMessage -> flashMessage.cookieValue().equals(cookieValue))
        .findFirst();
  }
}
