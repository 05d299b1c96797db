package io.ingress4j.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of ingress4j. */
@Command(
        name = "ingress4j",
        description =
                "The Kubernetes Ingress, with or without a cluster: serves it, checks manifests, says who gets a request.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ServeCommand.class,
            CheckCommand.class,
            RoutesCommand.class,
            ExplainCommand.class,
            DiffCommand.class
        })
public final class Main {
    private Main() {}

    /** Returns the command line; it says in one line what is wrong with its options. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((problem, arguments) -> {
                    CommandLine command = problem.getCommandLine();
                    String message = problem instanceof CommandLine.UnmatchedArgumentException unmatched
                            ? NginxFlags.remedy(unmatched.getUnmatched()).orElse(problem.getMessage())
                            : problem.getMessage();
                    command.getErr()
                            .println(message + " (see "
                                    + command.getCommandSpec().qualifiedName() + " --help)");
                    return command.getCommandSpec().exitCodeOnInvalidInput();
                });
    }

    /** Runs a command and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
