package dev.coffer.egress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where one request goes.
 *
 * @param scheme {@code https} or {@code http}
 * @param host in lower case and ASCII; an IPv6 address in brackets
 * @param port also where the text named none
 * @param path with the query: all that is sent, percent-encoded where the text was not
 */
public record EgressUrl(String scheme, String host, int port, String path) {
  private static final Pattern URL =
      Pattern.compile("(?i)(https?)://([^/?#\\\\]*)([^?#]*)(\\?[^#]*)?(#.*)?", Pattern.DOTALL);
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:@%/]+)(?::([0-9]{0,5}))?");
  private static final Pattern HOST = Pattern.compile("[a-z0-9._-]{1,253}|\\[[0-9a-f:.]+]");

  /** An address that is one to Java and another to browsers, who take the part for octal. */
  private static final Pattern OCTAL = Pattern.compile("(?:[0-9.]*\\.)?0[0-9][0-9.]*");

  private static final String SENT_AS_IT_IS = "-._~!$&'()*+,;=:@/?";

  /**
   * Reads a URL as browsers do: what may not stand in one is percent-encoded, and the fragment is
   * left away.
   *
   * @param text the URL
   * @return empty if it is no http or https URL, or holds a user name
   */
  public static Optional<EgressUrl> of(String text) {
    Matcher url = URL.matcher(text.strip());
    if (!url.matches()) {
      return Optional.empty();
    }
    String scheme = url.group(1).toLowerCase(Locale.ROOT);
    String path = url.group(3).replace('\\', '/');
    String query = Optional.ofNullable(url.group(4)).orElse("");
    return of(scheme, url.group(2), encoded((path.isEmpty() ? "/" : path) + query));
  }

  private static Optional<EgressUrl> of(String scheme, String authority, String path) {
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<String> host = ascii(parts.group(1)).filter(name -> HOST.matcher(name).matches());
    String port = Optional.ofNullable(parts.group(2)).orElse("");
    int number = port.isEmpty() ? defaultPort(scheme) : Integer.parseInt(port);
    return host.filter(name -> !OCTAL.matcher(name).matches() && number >= 1 && number <= 65_535)
        .map(name -> new EgressUrl(scheme, name, number, path));
  }

  private static Optional<String> ascii(String host) {
    if (host.startsWith("[")) {
      return Optional.of(host.toLowerCase(Locale.ROOT));
    }
    try {
      return Optional.of(IDN.toASCII(host).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  private static String encoded(String pathAndQuery) {
    StringBuilder encoded = new StringBuilder(pathAndQuery.length());
    for (int i = 0; i < pathAndQuery.length(); ) {
      int character = pathAndQuery.codePointAt(i);
      int length = Character.charCount(character);
      if (mayStand(character) || (character == '%' && isEscape(pathAndQuery, i))) {
        encoded.appendCodePoint(character);
      } else {
        for (byte each : pathAndQuery.substring(i, i + length).getBytes(UTF_8)) {
          encoded.append("%%%02X".formatted(each));
        }
      }
      i += length;
    }
    return encoded.toString();
  }

  private static boolean mayStand(int character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || SENT_AS_IT_IS.indexOf(character) >= 0;
  }

  private static boolean isEscape(String text, int at) {
    return at + 2 < text.length()
        && Character.digit(text.charAt(at + 1), 16) >= 0
        && Character.digit(text.charAt(at + 2), 16) >= 0;
  }

  /**
   * Returns where a redirect leads.
   *
   * @param location the header's value: a URL, or what is resolved against this one
   * @return empty if it leads to no http or https URL
   */
  public Optional<EgressUrl> redirected(String location) {
    String to = location.strip().replaceFirst("(?s)#.*", "");
    if (to.isEmpty()) {
      return Optional.of(this);
    }
    if (to.matches("(?i)[a-z][a-z0-9+.-]*:.*")) {
      return of(to);
    }
    if (to.startsWith("//")) {
      return of(scheme + ":" + to);
    }
    if (to.startsWith("?")) {
      return of(origin() + withoutQuery() + to);
    }
    try {
      return of(URI.create(url()).resolve(encoded(to)).toString());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private String withoutQuery() {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  /** {@return whether the port is the scheme's own} */
  public boolean hasDefaultPort() {
    return port == defaultPort(scheme);
  }

  /** {@return whether it is https} */
  public boolean secure() {
    return scheme.equals("https");
  }

  /** Returns what the header {@code Host} says: the port only where it is not the scheme's own. */
  public String authority() {
    return hasDefaultPort() ? host : host + ":" + port;
  }

  /** {@return scheme, host and port, such as {@code https://api.example.com}} */
  public String origin() {
    return scheme + "://" + authority();
  }

  /** {@return all of it} */
  public String url() {
    return origin() + path;
  }

  /** Returns where it goes without the path, in which secrets often stand. */
  @Override
  public String toString() {
    return origin();
  }
}
