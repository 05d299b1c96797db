package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of docs/operations.md run, and what they write looks as it says. */
final class OperationsDocumentIT {
    private static final Pattern COMMAND = Pattern.compile(
            "^java -jar examples/target/ingress4j.jar (serve .*?)\n```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    private Path directory;

    private static String text() throws IOException {
        return Files.readString(Path.of(System.getProperty("basedir", "."), "../docs/operations.md"));
    }

    static List<String> commands() throws IOException {
        return COMMAND.matcher(text())
                .results()
                .map(command -> command.group(1))
                .toList();
    }

    private List<String> arguments(String command) {
        List<String> arguments = new ArrayList<>();
        for (MatchResult word :
                WORD.matcher(command.replace("\\\n", " ")).results().toList()) {
            arguments.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        arguments.replaceAll(argument -> switch (argument) {
            case "DIRECTORY" -> directory.toString();
            case "access.log" -> log().toString();
            default -> argument;
        });
        return arguments.subList(1, arguments.size());
    }

    private Path log() {
        return directory.resolve("access.log");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void eachCommandServesAndEndsWell(String command) throws IOException {
        try (RunningJar jar = RunningJar.start(arguments(command))) {
            try (Client client = Client.http(jar.httpPort())) {
                assertThat(client.get("shop.example.com", "/").status()).isEqualTo(404);
            }
        }
    }

    @Test
    void theLineOfTheAccessLogHasTheNamesThatItShows() throws Exception {
        String shown = Pattern.compile("```json\n(.*?)\n```")
                .matcher(text())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        try (Stage stage = Stage.open().services("cart").manifest("front", """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: front}
                spec:
                  rules:
                    - host: shop.example.com
                      http:
                        paths:
                          - {path: /cart, pathType: Prefix, backend: {service: {name: cart, port: {number: 8080}}}}
                """)) {
            stage.start("--access-log", log().toString());
            try (Client client = stage.http()) {
                client.send("GET", "shop.example.com", "/cart/1", "User-Agent: curl/8.14.1");
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.size(log()) > 0);
        }

        assertThat(names(Files.readString(log()))).isEqualTo(names(shown));
    }

    private static List<String> names(String line) {
        return Pattern.compile("\"(\\w+)\":")
                .matcher(line)
                .results()
                .map(name -> name.group(1))
                .toList();
    }
}
