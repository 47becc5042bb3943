package dev.coffer.server.dashboard.page;

/**
 * A page that only says something: a refusal, a fault, or that a link is used up.
 *
 * @param layout what surrounds the page
 * @param heading what happened
 * @param text what to do about it
 * @param back where to go on, a path on this server
 * @param backTitle what is there
 */
public record MessageView(
    PageLayout layout, String heading, String text, String back, String backTitle) {}
