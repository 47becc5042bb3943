package dev.coffer.velo.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Finds the scripts that stand in a page itself. It goes through the page once and keeps hashes
 * alone, so that a page may have any length. For one page, on one thread.
 */
public final class InlineScripts {
  /** So many are found at most. */
  public static final int MOST = 500;

  private static final String BEGIN = "<script";
  private static final String END = "</script";
  private static final int CHUNK = 4 << 10;

  private final MessageDigest digest = Sha256.digest();
  private final StringBuilder script = new StringBuilder();
  private final StringBuilder word = new StringBuilder();
  private final List<String> hashes = new ArrayList<>();
  private Place place = Place.TEXT;
  private char quote;
  private boolean isEmpty = true;

  private enum Place {
    TEXT,
    TAG,
    QUOTED,
    SCRIPT
  }

  private InlineScripts() {}

  /**
   * Hashes the scripts of a page as browsers do, whose lines end in LF alone.
   *
   * @param page HTML in UTF-8, which is read to its end or to the last script that counts
   * @return the SHA-256 of each script in base64, in their order; of the first {@link #MOST} alone
   */
  public static List<String> hashes(InputStream page) throws IOException {
    InlineScripts scripts = new InlineScripts();
    scripts.read(new InputStreamReader(page, StandardCharsets.UTF_8));
    return List.copyOf(scripts.hashes);
  }

  private void read(Reader page) throws IOException {
    char[] chunk = new char[CHUNK];
    boolean afterCarriageReturn = false;
    int count = page.read(chunk);
    while (count >= 0 && hashes.size() < MOST) {
      for (int i = 0; i < count; i++) {
        char c = chunk[i];
        if (c == '\r') {
          take('\n');
        } else if (c != '\n' || !afterCarriageReturn) {
          take(c);
        }
        afterCarriageReturn = c == '\r';
      }
      count = page.read(chunk);
    }
  }

  private void take(char c) {
    switch (place) {
      case TEXT -> takeText(c);
      case TAG -> takeTag(c);
      case QUOTED -> place = c == quote ? Place.TAG : Place.QUOTED;
      case SCRIPT -> takeScript(c);
    }
  }

  private void takeText(char c) {
    if (isWhole(BEGIN) && endsName(c)) {
      word.setLength(0);
      place = Place.TAG;
      takeTag(c);
    } else if (!continues(BEGIN, c)) {
      word.setLength(0);
      if (c == '<') {
        word.append(c);
      }
    }
  }

  private void takeTag(char c) {
    switch (c) {
      case '>' -> place = Place.SCRIPT;
      case '"', '\'' -> {
        place = Place.QUOTED;
        quote = c;
      }
      default -> {
        // An attribute, or a blank.
      }
    }
  }

  private void takeScript(char c) {
    if (isWhole(END) && endsName(c)) {
      word.setLength(0);
      endScript();
    } else if (!continues(END, c)) {
      word.chars().forEach(skipped -> add((char) skipped));
      word.setLength(0);
      if (c == '<') {
        word.append(c);
      } else {
        add(c);
      }
    }
  }

  /** Takes one more letter of a word if it is that; the first is none of the others. */
  private boolean continues(String whole, char c) {
    boolean isNext = word.length() < whole.length() && lower(c) == whole.charAt(word.length());
    if (isNext) {
      word.append(c);
    }
    return isNext;
  }

  private boolean isWhole(String whole) {
    return word.length() == whole.length();
  }

  /** In ASCII alone, as names of elements are. */
  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  private static boolean endsName(char c) {
    return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\n' || c == '\f';
  }

  private void add(char c) {
    isEmpty = false;
    script.append(c);
    if (script.length() >= CHUNK && !Character.isHighSurrogate(c)) {
      digestChunk();
    }
  }

  private void digestChunk() {
    digest.update(script.toString().getBytes(StandardCharsets.UTF_8));
    script.setLength(0);
  }

  private void endScript() {
    digestChunk();
    byte[] hash = digest.digest();
    if (!isEmpty && hashes.size() < MOST) {
      hashes.add(Base64.getEncoder().encodeToString(hash));
    }
    isEmpty = true;
    place = Place.TEXT;
  }
}
