package io.ingress4j.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of ingress4j. */
@Command(
        name = "ingress4j",
        description = "The Kubernetes Ingress without a cluster: checks manifests and says who gets a request.",
        mixinStandardHelpOptions = true,
        subcommands = {CheckCommand.class, RoutesCommand.class})
public final class Main {
    private Main() {}

    /** Runs a command and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }
}
