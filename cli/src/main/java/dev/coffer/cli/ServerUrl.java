package dev.coffer.cli;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;

/** What may stand as the address of a server, and what may be sent to it. */
final class ServerUrl {
  private ServerUrl() {}

  /**
   * Reads an address such as {@code https://secrets.example.com:8443}, without a slash at the end
   * of the answer.
   *
   * @throws CommandFailure when the text is not one. The message does not repeat it: it could hold
   *     a password
   */
  static URI parse(String text) {
    try {
      URI url = new URI(text.strip().replaceAll("/+$", ""));
      boolean known = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (known
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below, without the text.
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        "the address of the server must look like https://secrets.example.com:8443");
  }

  /** Returns the port that is meant, also where none is written. */
  static int port(URI url) {
    if (url.getPort() != -1) {
      return url.getPort();
    }
    return "https".equals(url.getScheme()) ? 443 : 80;
  }

  /**
   * Refuses plain HTTP to another machine, over which anyone on the way could read the key and the
   * values.
   */
  static void requireConfidential(URI url) {
    if ("http".equals(url.getScheme()) && !isThisMachine(url.getHost())) {
      throw new CommandFailure(
          ExitCode.NO_SERVER,
          "nothing was sent: "
              + url
              + " is plain HTTP to another machine, and keys and values could be read on the way;"
              + " use an https address ('coffer serve' takes --tls-certificate and"
              + " --tls-private-key), or --allow-plain-http where the way is safe");
    }
  }

  private static boolean isThisMachine(String host) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(ServerUrl::isThisMachine);
    } catch (UnknownHostException e) {
      throw new CommandFailure(ExitCode.NO_SERVER, "there is no host named " + host);
    }
  }

  private static boolean isThisMachine(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }
}
