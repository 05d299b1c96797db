package io.ingress4j.model.manifest;

import io.ingress4j.model.manifest.ManifestNode.ScalarKind;
import java.io.StringReader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Trees for tests, written as YAML without anchors. */
final class Nodes {
    private Nodes() {}

    static ManifestReader.Result read(String yaml) {
        return ManifestReader.read(convert(new Yaml(new LoaderOptions()).compose(new StringReader(yaml))), "f.yaml");
    }

    private static ManifestNode convert(Node node) {
        int line = node.getStartMark().getLine() + 1;
        if (node instanceof SequenceNode sequence) {
            return new ManifestNode.Sequence(
                    sequence.getValue().stream().map(Nodes::convert).toList(), line);
        }
        if (node instanceof MappingNode mapping) {
            return new ManifestNode.Mapping(
                    mapping.getValue().stream()
                            .map(tuple -> new ManifestNode.Field(
                                    ((ScalarNode) tuple.getKeyNode()).getValue(),
                                    convert(tuple.getValueNode()),
                                    tuple.getKeyNode().getStartMark().getLine() + 1))
                            .toList(),
                    line);
        }
        return new ManifestNode.Scalar(kindOf(node.getTag()), ((ScalarNode) node).getValue(), line);
    }

    private static ScalarKind kindOf(Tag tag) {
        if (tag.equals(Tag.INT)) {
            return ScalarKind.INTEGER;
        }
        if (tag.equals(Tag.BOOL)) {
            return ScalarKind.BOOLEAN;
        }
        if (tag.equals(Tag.FLOAT)) {
            return ScalarKind.DECIMAL;
        }
        return tag.equals(Tag.NULL) ? ScalarKind.NULL : ScalarKind.STRING;
    }
}
