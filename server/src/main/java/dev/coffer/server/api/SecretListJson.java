package dev.coffer.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.coffer.server.access.Caller;
import dev.coffer.server.secrets.SecretInfo;
import dev.coffer.server.secrets.SecretPage;
import dev.coffer.server.secrets.SecretPlace;
import dev.coffer.server.secrets.Secrets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes a list of secrets, of which it holds a page at a time, however many the site has; and
 * besides the ids of those that do not open, because they stand behind the others. A page is read
 * when the ones before it are written, so nothing of the database is held while a client takes its
 * time.
 */
final class SecretListJson implements Json.Content {
  private final Secrets secrets;
  private final Caller caller;
  private final ListPaging paging;
  private final List<UUID> corrupted = new ArrayList<>();
  private SecretPage page;
  private long left;
  private long listed;

  /** Reads the first page. */
  SecretListJson(Secrets secrets, Caller caller, ListPaging paging) {
    this.secrets = secrets;
    this.caller = caller;
    this.paging = paging;
    this.left = paging.limit();
    this.page = read(paging.after());
  }

  private SecretPage read(Optional<SecretPlace> after) {
    SecretPage read = secrets.page(caller, after, Math.clamp(left, 1, Secrets.LARGEST_PAGE));
    left -= read.records();
    return read;
  }

  /** Returns whether another page follows the one that was read last. */
  boolean goesOn() {
    return page.next().filter(place -> left > 0 || place.text().isEmpty()).isPresent();
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("secrets");
    writePage(json);
    while (goesOn()) {
      page = read(page.next());
      writePage(json);
    }
    json.writeEndArray();
    if (!corrupted.isEmpty()) {
      json.writeArrayFieldStart("corruptedSecretIds");
      for (UUID id : corrupted) {
        json.writeString(id.toString());
      }
      json.writeEndArray();
    }
    if (paging.isAsked()) {
      writePaging(json);
    }
  }

  private void writePage(JsonGenerator json) throws IOException {
    for (SecretInfo secret : page.secrets()) {
      json.writeStartObject();
      json.writeStringField("id", secret.id().toString());
      json.writeStringField("name", secret.name());
      json.writeStringField("description", secret.description());
      json.writeStringField("createdDate", Json.date(secret.created()));
      json.writeStringField("updatedDate", Json.date(secret.updated()));
      json.writeEndObject();
    }
    listed += page.secrets().size();
    corrupted.addAll(page.corrupted());
  }

  private void writePaging(JsonGenerator json) throws IOException {
    Optional<String> next = page.next().flatMap(SecretPlace::text);
    json.writeObjectFieldStart("pagingMetadata");
    json.writeNumberField("count", listed);
    json.writeObjectFieldStart("cursors");
    if (next.isPresent()) {
      json.writeStringField("next", next.get());
    }
    json.writeEndObject();
    json.writeBooleanField("hasNext", next.isPresent());
    json.writeEndObject();
  }
}
