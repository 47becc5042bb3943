package dev.coffer.client.internal;

import java.io.IOException;

/** An answer has more bytes than the client takes. */
final class AnswerTooLarge extends IOException {
  private static final long serialVersionUID = 1L;
}
