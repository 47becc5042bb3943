package dev.coffer.client;

import java.util.Optional;

/**
 * A member who has shown their password.
 *
 * @param member who it is
 * @param device for the member's browser to keep and show at the next log-in, so that a stranger's
 *     failures do not lock the member out there; empty with a server that knows no devices here
 */
public record MemberLogIn(MemberIdentity member, Optional<String> device) {
  /** Does not show the device. */
  @Override
  public String toString() {
    return "MemberLogIn[" + member + "]";
  }
}
