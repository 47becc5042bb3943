/**
 * HTTP for programs: routes, JSON, errors. A request enters in {@link dev.coffer.server.api.Api},
 * which knows every route; refusals and faults are turned into answers in one place, {@link
 * dev.coffer.server.api.ErrorResponses}. The exact interface is {@code openapi.yaml}.
 */
package dev.coffer.server.api;
