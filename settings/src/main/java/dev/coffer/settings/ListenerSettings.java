package dev.coffer.settings;

import dev.coffer.settings.SettingTable.Given;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What every program of Coffer that listens can be told about it. */
public final class ListenerSettings {
  /** A name of a host, or an IPv6 address in brackets. */
  public static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]");

  /** The names that a server has. */
  public static final Setting<Set<String>> HOST_NAMES =
      Setting.items(
          "host-names",
          "NAMES",
          "what browsers may call this server besides its address",
          HOST_NAME,
          "names of hosts");

  /** How many clients it serves. */
  public static final Setting<Integer> MAX_CONNECTIONS =
      Setting.number(
              "max-connections",
              "NUMBER",
              "how many connections may be open; 0 for what the process can afford",
              0,
              1_000_000)
          .usually("0");

  /** The proxies in front of it. */
  public static final Setting<Set<Network>> TRUSTED_PROXIES =
      Setting.of(
              "trusted-proxies",
              "ADDRESSES",
              "proxies that say who their clients are, such as 127.0.0.1,10.1.0.0/16",
              new Networks())
          .usually("");

  /** Where those say it. */
  public static final Setting<String> CLIENT_ADDRESS_HEADER =
      Setting.of(
          "client-address-header",
          "NAME",
          "the header in which they do, such as X-Forwarded-For",
          new HeaderName());

  /** Where browsers reach it. */
  public static final Setting<PublicUrl> PUBLIC_URL =
      Setting.of("public-url", "URL", "where browsers reach this server", new Url());

  private record Networks() implements Setting.Type<Set<Network>> {
    @Override
    public Optional<Set<Network>> parse(String text) {
      List<Optional<Network>> networks =
          Arrays.stream(text.split(",", -1))
              .map(String::strip)
              .filter(item -> !item.isEmpty())
              .map(Network::parse)
              .toList();
      return networks.stream().allMatch(Optional::isPresent)
          ? Optional.of(
              networks.stream().flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet()))
          : Optional.empty();
    }

    @Override
    public String rule() {
      return "must be addresses or networks such as 10.1.0.0/16, with commas between them; an"
          + " address has no bits behind those of its network";
    }

    @Override
    public boolean allowsBlank() {
      return true;
    }
  }

  /** The format of {@code Forwarded} is another one. */
  private record HeaderName() implements Setting.Type<String> {
    private static final Pattern FORM = Pattern.compile("(?!(?i:forwarded)$)[A-Za-z0-9-]{1,64}");

    @Override
    public Optional<String> parse(String text) {
      return Optional.of(text).filter(name -> FORM.matcher(name).matches());
    }

    @Override
    public String rule() {
      return "must be the name of one header that holds addresses with commas between them, as"
          + " X-Forwarded-For does; Forwarded (RFC 7239) is not understood";
    }
  }

  private record Url() implements Setting.Type<PublicUrl> {
    @Override
    public Optional<PublicUrl> parse(String text) {
      return PublicUrl.parse(text);
    }

    @Override
    public String rule() {
      return "must be a URL such as https://secrets.example.com or https://example.com/coffer";
    }
  }

  private ListenerSettings() {}

  /**
   * {@return the proxies that were given, which takes both settings about them}
   *
   * @param given what was given
   * @throws InvalidSetting if one was given without the other
   */
  public static TrustedProxies trustedProxies(Given given) {
    Set<Network> networks = given.get(TRUSTED_PROXIES);
    Optional<String> header = given.find(CLIENT_ADDRESS_HEADER);
    if (networks.isEmpty() == header.isPresent()) {
      throw new InvalidSetting(
          "trusted-proxies and client-address-header must be given together or not at all");
    }
    return header.map(name -> new TrustedProxies(networks, name)).orElse(TrustedProxies.NONE);
  }
}
