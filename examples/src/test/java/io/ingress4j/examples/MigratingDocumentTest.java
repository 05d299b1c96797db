package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/migrating.md says of commands, flags and files is what there is. */
final class MigratingDocumentTest {
    private static final Path ROOT =
            Path.of(System.getProperty("basedir", ".")).resolve("..").normalize();

    private String text = "";

    @BeforeEach
    void read() throws IOException {
        text = Files.readString(ROOT.resolve("docs/migrating.md"));
    }

    private List<MatchResult> all(String expression) {
        return Pattern.compile(expression, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .toList();
    }

    @Test
    void eachFlagOfIngressNginxStandsThereWithWhatTheCommandLineSays() {
        var named = new TreeSet<String>();
        for (MatchResult row : all("^\\| (`--[^|]+) \\| ([^|]+) \\|$")) {
            String told = row.group(2).replace("`", "");
            for (String flag : row.group(1).split(", ")) {
                String name = flag.substring("`--".length(), flag.length() - 1);
                boolean ours = Main.commandLine()
                        .getSubcommands()
                        .get("serve")
                        .getCommandSpec()
                        .optionsMap()
                        .containsKey("--" + name);
                Optional<String> remedy = NginxFlags.remedy(List.of("--" + name));
                assertThat(ours).as(name).isEqualTo(told.startsWith("the same")).isEqualTo(remedy.isEmpty());
                remedy.ifPresent(line -> assertThat(line).as(name).contains(told));
                named.add(name);
            }
        }

        assertThat(named)
                .containsAll(NginxFlags.names())
                .hasSizeGreaterThan(NginxFlags.names().size());
    }

    @Test
    void eachCommandOfOursCanBeRead() {
        List<MatchResult> commands = all("^java -jar examples/target/ingress4j\\.jar (.*)$");

        assertThat(commands).hasSizeGreaterThan(2);
        for (MatchResult command : commands) {
            var read = Main.commandLine().parseArgs(command.group(1).split(" "));
            assertThat(read.subcommand().errors()).isEmpty();
            assertThat(read.subcommand().unmatched()).isEmpty();
        }
    }

    @Test
    void eachFileAndComponentIsThere() {
        List<String> paths = new ArrayList<>();
        all("examples/kubernetes[\\w./-]*\\w").forEach(path -> paths.add(path.group()));
        all("\\]\\(\\.\\./([^)]+)\\)").forEach(path -> paths.add(path.group(1)));
        all("[Aa]dd `(\\w+)` to").forEach(name -> paths.add("examples/kubernetes/" + name.group(1)));
        all("component\\s+`([\\w-]+)`").forEach(name -> paths.add("examples/kubernetes/" + name.group(1)));

        assertThat(paths).hasSizeGreaterThan(8);
        assertThat(paths).allSatisfy(path -> assertThat(ROOT.resolve(path)).exists());
    }
}
