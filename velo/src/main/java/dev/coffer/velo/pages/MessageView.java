package dev.coffer.velo.pages;

/**
 * A page that tells one thing.
 *
 * @param frame what surrounds it
 * @param heading what happened
 * @param text what it means, and what to do
 * @param back where to go from here
 * @param backTitle what is there
 */
public record MessageView(
    Frame frame, String heading, String text, String back, String backTitle) {}
