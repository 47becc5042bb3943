/**
 * What every web server of Coffer has: filters that each request passes, how bodies and forms are
 * read, what keeps other sites away from pages, and the files that pages are made with. It knows
 * neither secrets nor sites.
 */
package dev.coffer.web;
