package dev.coffer.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where browsers reach a server, whatever is in front of it.
 *
 * @param secure whether that is by HTTPS
 * @param authority the host in lower case, with its port unless that is the usual one
 * @param path what the paths of all its pages begin with there, such as {@code /coffer}; empty if
 *     they begin with nothing
 */
public record PublicUrl(boolean secure, String authority, String path) {
  private static final Pattern HOST =
      Pattern.compile("(?:" + ListenerSettings.HOST_NAME.pattern() + ")(?::\\d{1,5})?");
  private static final Pattern PATH = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)*");

  /**
   * {@return the URL that a text is; empty if it is something else, or has more than scheme, host,
   * port and a plain path}
   *
   * @param text such as {@code https://secrets.example.com} or {@code https://example.com/coffer}
   */
  public static Optional<PublicUrl> parse(String text) {
    try {
      URI uri = new URI(text);
      String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
      String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
      String path = Optional.ofNullable(uri.getRawPath()).orElse("").replaceFirst("/$", "");
      boolean usable =
          (scheme.equals("https") || scheme.equals("http"))
              && HOST.matcher(authority).matches()
              && PATH.matcher(path).matches()
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      boolean secure = scheme.equals("https");
      return usable
          ? Optional.of(new PublicUrl(secure, withoutUsualPort(authority, secure), path))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String withoutUsualPort(String authority, boolean secure) {
    return authority.toLowerCase(Locale.ROOT).replaceFirst(secure ? ":443$" : ":80$", "");
  }

  /** {@return what browsers call its origin, such as {@code https://example.com}} */
  public String origin() {
    return (secure ? "https://" : "http://") + authority;
  }

  /** {@return the host's name, without a port} */
  public String host() {
    return authority.replaceFirst(":\\d+$", "");
  }

  /** {@return the URL, without a slash at its end} */
  @Override
  public String toString() {
    return origin() + path;
  }
}
