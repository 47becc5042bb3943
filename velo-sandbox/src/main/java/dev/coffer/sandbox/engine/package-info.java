/**
 * JavaScript for a site's code: realms, the modules that they import, and what the runner builds
 * in. Only this package knows the engine, GraalJS; its own names stand for nothing of it.
 */
package dev.coffer.sandbox.engine;
