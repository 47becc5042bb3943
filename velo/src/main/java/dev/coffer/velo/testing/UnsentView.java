package dev.coffer.velo.testing;

import dev.coffer.velo.pages.VeloPageLayout;

/**
 * A form that was refused, since its session is over or another has begun.
 *
 * @param layout what surrounds it
 * @param text what happened
 * @param typed the parameters that were sent; the page shows them to the person who typed them
 * @param back the page of the function
 */
public record UnsentView(VeloPageLayout layout, String text, String typed, String back) {
  /** Does not show what was typed. */
  @Override
  public String toString() {
    return "UnsentView";
  }
}
