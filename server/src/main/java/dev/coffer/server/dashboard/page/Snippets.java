package dev.coffer.server.dashboard.page;

import dev.coffer.wire.ApiPaths;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Code that reads a secret, to be copied. It takes the API key from the environment. */
public final class Snippets {
  private Snippets() {}

  /**
   * {@return code for curl, Wix's client, Java and Velo}
   *
   * @param origin the beginning of this server's URLs
   * @param site the site's id
   * @param name the secret's name
   */
  public static List<Snippet> read(String origin, String site, String name) {
    String url =
        origin + ApiPaths.SECRETS_BY_NAME + URLEncoder.encode(name, StandardCharsets.UTF_8);
    String host = origin.substring(origin.indexOf("://") + 3);
    return List.of(
        new Snippet(
            "curl",
            """
            curl -H "Authorization: $COFFER_KEY" %s
            """
                .formatted(url)),
        new Snippet(
            "@wix/secrets",
            """
            import { ApiKeyStrategy, createClient } from '@wix/sdk';
            import { secrets } from '@wix/secrets';

            // Wix's client always speaks HTTPS: serve Coffer with a certificate.
            const client = createClient({
              modules: { secrets },
              auth: ApiKeyStrategy({ apiKey: process.env.COFFER_KEY, siteId: '%s' }),
              host: { apiBaseUrl: '%s' },
            });
            const { value } = await client.secrets.getSecretValue('%s');
            """
                .formatted(site, host, name)),
        new Snippet(
            "Java",
            """
            HttpRequest request =
                HttpRequest.newBuilder(URI.create("%s"))
                    .header("Authorization", System.getenv("COFFER_KEY"))
                    .build();
            String json = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
            """
                .formatted(url)),
        new Snippet(
            "Velo",
            """
            // In a file under backend/. To run the site with Coffer: coffer velo DIR
            import wixSecretsBackend from "wix-secrets-backend";

            async function secretValue() {
              return await wixSecretsBackend.getSecret("%s");
            }
            """
                .formatted(name)));
  }
}
