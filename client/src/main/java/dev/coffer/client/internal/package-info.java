/** How the client speaks HTTP and JSON. Not for programs: it may change with any version. */
package dev.coffer.client.internal;
