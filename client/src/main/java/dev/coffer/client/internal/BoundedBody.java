package dev.coffer.client.internal;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Collects an answer of limited length, and wipes what it collected besides. */
final class BoundedBody implements BodySubscriber<byte[]> {
  private final BoundedBytes bytes;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private Optional<Subscription> subscription = Optional.empty();

  private BoundedBody(int most) {
    this.bytes = new BoundedBytes(most);
  }

  static BodyHandler<byte[]> ofAtMost(int bytes) {
    return head -> new BoundedBody(bytes);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = Optional.of(given);
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    for (ByteBuffer piece : pieces) {
      if (whole.isDone()) {
        return;
      }
      try {
        bytes.add(piece);
      } catch (AnswerTooLarge e) {
        subscription.ifPresent(Subscription::cancel);
        onError(e);
        return;
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    bytes.wipe();
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    whole.complete(bytes.take());
  }
}
