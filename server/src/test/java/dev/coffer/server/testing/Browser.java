package dev.coffer.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A browser as a server sees one: it keeps cookies, says where a form comes from, and sends the
 * form token of the last page, and the key that a script of the pages made. It follows no redirect
 * by itself.
 */
public final class Browser {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final SecureRandom KEYS = new SecureRandom();

  private static final Pattern FORM_TOKEN =
      Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"");

  private final URI server;
  private final HttpClient http;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private String csrfToken = "";
  private String pageKey = HexFormat.of().formatHex(randomBytes());

  private Browser(URI server, HttpClient http) {
    this.server = server;
    this.http = http;
  }

  private static byte[] randomBytes() {
    byte[] bytes = new byte[32];
    KEYS.nextBytes(bytes);
    return bytes;
  }

  public static Browser at(TestServer server) {
    return new Browser(server.server().uri(), HTTP);
  }

  /** Returns a browser at another address of this machine, such as 127.0.0.2. */
  public static Browser at(TestServer server, String address) {
    try {
      return new Browser(
          server.server().uri(),
          HttpClient.newBuilder().localAddress(InetAddress.getByName(address)).build());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }

  /** Returns a browser that connects in a way of its own. */
  public static Browser at(TestServer server, HttpClient http) {
    return new Browser(server.server().uri(), http);
  }

  /** Returns a browser that comes by a proxy in front of a server. */
  public static Browser at(URI proxy, HttpClient http) {
    return new Browser(proxy, http);
  }

  /** What the server answered. */
  public record Answer(int status, String body, HttpResponse<String> http) {
    public Optional<String> header(String name) {
      return http.headers().firstValue(name);
    }

    /** Returns where the browser is sent; empty if it is not. */
    public String location() {
      return header("Location").orElse("");
    }

    public List<String> setCookies() {
      return http.headers().allValues("Set-Cookie");
    }

    /** Returns the one Set-Cookie line of that cookie. */
    public String setCookie(String name) {
      return setCookies().stream()
          .filter(line -> line.startsWith(name + "="))
          .collect(Collectors.joining("\n"));
    }

    /** Returns the page with character references replaced, to look for text in it. */
    public String text() {
      return body.replace("&lt;", "<")
          .replace("&gt;", ">")
          .replace("&#34;", "\"")
          .replace("&#39;", "'")
          .replace("&amp;", "&");
    }

    /** Returns what the page says is wrong with a field; empty if nothing is. */
    public String fault(String field) {
      Matcher fault =
          Pattern.compile("id=\"fault-" + field + "\"[^>]*>(.*?)</div>", Pattern.DOTALL)
              .matcher(text());
      return fault.find() ? fault.group(1).replaceAll("<[^>]*>", " ").strip() : "";
    }
  }

  public Answer get(String path) {
    return send("GET", path, Optional.empty(), Map.of());
  }

  /** Gets what pages load, as it comes over the wire. */
  public HttpResponse<byte[]> download(String path, String acceptedEncodings) {
    try {
      return http.send(
          HttpRequest.newBuilder(server.resolve(path))
              .header("Accept-Encoding", acceptedEncodings)
              .build(),
          BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a form with the last page's token; fields are given as name, content, name, content. */
  public Answer post(String path, String... fields) {
    return send("POST", path, Optional.of(form(withToken(fields))), ownPage());
  }

  /** Sends a form as htmx does. */
  public Answer postByHtmx(String path, String... fields) {
    Map<String, String> headers = new LinkedHashMap<>(ownPage());
    headers.put("HX-Request", "true");
    return send("POST", path, Optional.of(form(withToken(fields))), headers);
  }

  private String[] withToken(String... fields) {
    List<String> all = new ArrayList<>(List.of("form-token", csrfToken()));
    all.addAll(List.of(fields));
    return all.toArray(String[]::new);
  }

  /** Returns what browsers tell of a form that a page of this server sends. */
  public Map<String, String> ownPage() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Origin", origin());
    headers.put("Sec-Fetch-Site", "same-origin");
    if (!pageKey.isEmpty()) {
      headers.put("Coffer-Page-Key", pageKey);
    }
    return headers;
  }

  /** Forgets what only scripts of the pages have, as if there were none. */
  public Browser withoutScripts() {
    pageKey = "";
    return this;
  }

  public String origin() {
    return server.toString();
  }

  /** Returns the token of this browser's session; empty if there is none. */
  public String csrfToken() {
    if (csrfToken.isEmpty()) {
      get("/dashboard/account");
    }
    return csrfToken;
  }

  /** Sends any request with this browser's cookies. */
  public Answer send(
      String method, String path, Optional<String> body, Map<String, String> headers) {
    BodyPublisher content = body.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path)).method(method, content);
    body.ifPresent(form -> request.header("Content-Type", "application/x-www-form-urlencoded"));
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    headers.forEach(request::header);
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      response.headers().allValues("Set-Cookie").forEach(this::keep);
      Matcher token = FORM_TOKEN.matcher(response.body());
      if (token.find()) {
        csrfToken = token.group(1);
      }
      return new Answer(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keep(String setCookie) {
    String pair = setCookie.split(";", 2)[0];
    String name = pair.substring(0, pair.indexOf('='));
    if (setCookie.contains(" 1 Jan 1970 ")) {
      cookies.remove(name);
    } else {
      cookies.put(name, pair.substring(pair.indexOf('=') + 1));
    }
    if (name.endsWith("coffer-session")) {
      csrfToken = "";
    }
  }

  public Map<String, String> cookies() {
    return cookies;
  }

  /** Encodes a form as browsers do; fields are given as name, content, name, content. */
  public static String form(String... fields) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      pairs.add(
          URLEncoder.encode(fields[i], StandardCharsets.UTF_8)
              + "="
              + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return String.join("&", pairs);
  }

  public Answer logIn(String email, String password) {
    return post("/dashboard/log-in", "email", email, "password", password);
  }
}
