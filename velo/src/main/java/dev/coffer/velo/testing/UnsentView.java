package dev.coffer.velo.testing;

import dev.coffer.velo.pages.Frame;

/**
 * A form that was refused, since its session is over or another has begun.
 *
 * @param frame what surrounds it
 * @param text what happened
 * @param typed the parameters that were sent; the page shows them to who typed them
 * @param back the page of the function
 */
public record UnsentView(Frame frame, String text, String typed, String back) {
  /** Does not show what was typed. */
  @Override
  public String toString() {
    return "UnsentView";
  }
}
