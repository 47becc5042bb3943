package dev.coffer.velo.site;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash that tags of files and policies of pages are made with. */
final class Sha256 {
  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
