package dev.coffer.client.internal;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Collects an answer of limited length, and wipes what it collected besides. */
final class BoundedBody implements BodySubscriber<byte[]> {
  private static final int AT_FIRST = 1024;

  private final int most;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private byte[] bytes = new byte[AT_FIRST];
  private int length;
  private Optional<Subscription> subscription = Optional.empty();

  private BoundedBody(int most) {
    this.most = most;
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
      if (piece.remaining() > most - length) {
        subscription.ifPresent(Subscription::cancel);
        onError(new AnswerTooLarge());
        return;
      }
      int more = piece.remaining();
      makeRoomFor(more);
      piece.get(bytes, length, more);
      length += more;
    }
  }

  private void makeRoomFor(int more) {
    if (length + more > bytes.length) {
      long doubled = Math.max(2L * bytes.length, length + more);
      setBytes(Arrays.copyOf(bytes, (int) Math.min(doubled, most)));
    }
  }

  @Override
  public void onError(Throwable failure) {
    setBytes(new byte[0]);
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    byte[] exact = Arrays.copyOf(bytes, length);
    setBytes(new byte[0]);
    whole.complete(exact);
  }

  private void setBytes(byte[] next) {
    Arrays.fill(bytes, (byte) 0);
    bytes = next;
  }
}
