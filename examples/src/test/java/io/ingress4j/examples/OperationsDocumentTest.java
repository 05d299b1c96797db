package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingress4j.examples.accesslog.AccessLogFormat;
import io.ingress4j.proxy.netty.config.ProxyLimits;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What docs/operations.md says of limits, variables and options is what the code has. */
final class OperationsDocumentTest {
    private String text = "";

    @BeforeEach
    void read() throws IOException {
        text = Files.readString(Path.of(System.getProperty("basedir", "."), "../docs/operations.md"));
    }

    private List<MatchResult> all(String expression) {
        return Pattern.compile(expression, Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text)
                .results()
                .toList();
    }

    @Test
    void everyLimitStandsThereWithItsDefault() throws Exception {
        List<String> limits = new ArrayList<>();
        for (RecordComponent limit : ProxyLimits.class.getRecordComponents()) {
            Object value = limit.getAccessor().invoke(ProxyLimits.DEFAULT);
            limits.add(limit.getName() + " " + (value instanceof Duration wait ? DurationText.of(wait) : value));
        }

        assertThat(all("^\\| `(\\w+)` \\| (\\d+s?) \\|"))
                .extracting(row -> row.group(1) + " " + row.group(2))
                .containsExactlyElementsOf(limits);
    }

    @Test
    void everyVariableStandsThere() {
        List<String> rows = all("^\\| (`\\$[^|]*) \\|").stream()
                .flatMap(row -> Arrays.stream(row.group(1).split(", ")))
                .map(name -> name.replace("`", ""))
                .toList();

        assertThatThrownBy(() -> AccessLogFormat.of("$none"))
                .satisfies(refusal -> assertThat(Pattern.compile("\\$\\w+")
                                .matcher(refusal.getMessage())
                                .results()
                                .map(MatchResult::group))
                        .filteredOn(name -> !name.equals("$none"))
                        .containsExactlyInAnyOrderElementsOf(rows));
    }

    @Test
    void everyOptionStandsThereAndNoOther() {
        List<String> options = Main.commandLine().getSubcommands().get("serve").getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !name.equals("--help") && !name.equals("--version"))
                .toList();

        assertThat(all("--[a-z][a-z-]+").stream().map(MatchResult::group).distinct())
                .containsExactlyInAnyOrderElementsOf(options);
    }

    @Test
    void theGracePeriodCoversDelayAndTimeout() {
        int grace = Integer.parseInt(
                all("terminationGracePeriodSeconds: (\\d+)").get(0).group(1));
        String[] arguments = all("args: \\[(serve, .*?)]").get(0).group(1).split(", ");

        CommandLine.ParseResult read = Main.commandLine().parseArgs(arguments).subcommand();
        Duration delay = read.matchedOptionValue("--drain-delay", Duration.ZERO);
        Duration timeout = read.matchedOptionValue("--drain-timeout", Duration.ZERO);
        assertThat(delay).isPositive();
        assertThat(delay.plus(timeout).plusSeconds(5)).isLessThan(Duration.ofSeconds(grace));
    }
}
