package io.ingress4j.matcher.route;

/** What an author asked for, as an immutable record equal by value. */
public interface Policy {}
