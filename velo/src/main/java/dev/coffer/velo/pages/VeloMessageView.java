package dev.coffer.velo.pages;

/**
 * A page that tells one thing.
 *
 * @param layout what surrounds it
 * @param heading what happened
 * @param text what it means, and what to do
 * @param back where to go from here
 * @param backTitle what is there
 */
public record VeloMessageView(
    VeloPageLayout layout, String heading, String text, String back, String backTitle) {}
