package dev.coffer.velo.web;

import dev.coffer.velo.pages.Frame;
import java.util.Optional;

/**
 * The log-in page.
 *
 * @param frame what surrounds it
 * @param email what was filled in before
 * @param fault why it did not work
 * @param returnTo where to go after it
 */
public record LogInView(Frame frame, String email, Optional<String> fault, String returnTo) {}
