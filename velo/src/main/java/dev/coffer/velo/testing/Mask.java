package dev.coffer.velo.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.velo.calls.CompletedCall;

/** Makes of what a call has to show that which may be shown: without values of secrets. */
interface Mask {
  String of(String text);

  JsonNode of(JsonNode json);

  static Mask of(CompletedCall call) {
    return new Mask() {
      @Override
      public String of(String text) {
        return call.context().masked(text);
      }

      @Override
      public JsonNode of(JsonNode json) {
        return call.context().masked(json);
      }
    };
  }
}
