package io.ingress4j.source.file;

import io.ingress4j.model.manifest.ManifestNode;
import io.ingress4j.model.manifest.ManifestNode.ScalarKind;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Turns one YAML document into a tree. Only nodes are composed; no object of any class is ever made. Aliases and merge
 * keys are resolved by copying, within a bound on all nodes, so that a few aliases cannot become a flood.
 */
final class YamlTree {
    private static final int MAX_CHARACTERS = 256 << 20;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_ALIASES = 1000;
    private static final Set<Tag> TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE, Tag.MAP, Tag.SEQ);
    private static final int MAX_ALIASED_NODES = 1_000_000;

    private final int firstLine;
    private final Set<Node> above = new HashSet<>();
    private final Set<Node> seen = new HashSet<>();
    private int copies;

    private YamlTree(int firstLine) {
        this.firstLine = firstLine;
    }

    /**
     * Parses a document.
     *
     * @return its root, or nothing where the document is empty
     * @throws YAMLException if it is no YAML or beyond a bound
     */
    static Optional<ManifestNode> parse(YamlDocument document) {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setAllowRecursiveKeys(false);
        Node root = new Yaml(options).compose(new StringReader(document.text()));
        return root == null ? Optional.empty() : Optional.of(new YamlTree(document.firstLine()).convert(root));
    }

    private int line(Node node) {
        return node.getStartMark() == null ? 0 : firstLine + node.getStartMark().getLine();
    }

    private ManifestNode convert(Node node) {
        if (!seen.add(node) || copies > 0) {
            copies++;
        }
        if (copies > MAX_ALIASED_NODES) {
            throw new YAMLException("aliases expand to more than " + MAX_ALIASED_NODES + " nodes");
        }
        if (!TAGS.contains(node.getTag()) && !node.getTag().equals(new Tag(Tag.PREFIX + "value"))) {
            throw new YAMLException("the tag " + node.getTag() + " in line " + line(node) + " is none of plain YAML");
        }
        if (node instanceof ScalarNode scalar) {
            return new ManifestNode.Scalar(kindOf(scalar), scalar.getValue(), line(node));
        }
        if (above.size() > MAX_DEPTH || !above.add(node)) {
            throw new YAMLException(
                    "an alias leads to a node that contains it, or nodes nest deeper than " + MAX_DEPTH);
        }
        ManifestNode converted = node instanceof SequenceNode sequence
                ? new ManifestNode.Sequence(
                        sequence.getValue().stream().map(this::convert).toList(), line(node))
                : new ManifestNode.Mapping(fields((MappingNode) node), line(node));
        above.remove(node);
        return converted;
    }

    private List<ManifestNode.Field> fields(MappingNode mapping) {
        List<ManifestNode.Field> merged = new ArrayList<>();
        List<ManifestNode.Field> own = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                addMerged(tuple.getValueNode(), merged);
                continue;
            }
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new YAMLException("line " + line(tuple.getKeyNode()) + ": a name that is not a text");
            }
            own.add(new ManifestNode.Field(key.getValue(), convert(tuple.getValueNode()), line(key)));
        }
        Set<String> names = new HashSet<>();
        own.forEach(field -> names.add(field.name()));
        List<ManifestNode.Field> all = new ArrayList<>(own);
        for (ManifestNode.Field field : merged) {
            if (names.add(field.name())) {
                all.add(field);
            }
        }
        return all;
    }

    private void addMerged(@Nullable Node value, List<ManifestNode.Field> merged) {
        if (value instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> addMerged(item, merged));
        } else if (value instanceof MappingNode && convert(value) instanceof ManifestNode.Mapping mapping) {
            merged.addAll(mapping.fields());
        } else {
            throw new YAMLException("a merge key that leads to no mapping");
        }
    }

    private static ScalarKind kindOf(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.INT)) {
            return ScalarKind.INTEGER;
        }
        if (tag.equals(Tag.FLOAT)) {
            return ScalarKind.DECIMAL;
        }
        if (tag.equals(Tag.BOOL)) {
            return ScalarKind.BOOLEAN;
        }
        return tag.equals(Tag.NULL) ? ScalarKind.NULL : ScalarKind.STRING;
    }
}
