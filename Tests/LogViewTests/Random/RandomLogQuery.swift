import DossierPrimitives
import TestSupport

/// Random queries; some of them are none.
struct RandomLogQuery {
    var random: SplitMix64
    /// Whether functions may depend on the order of entries of one time.
    let allowsOrder: Bool

    init(seed: UInt64, allowsOrder: Bool) {
        random = SplitMix64(seed: seed)
        self.allowsOrder = allowsOrder
    }

    mutating func pick(_ texts: [String]) -> String { texts[random.below(texts.count)] }

    /// Labels that most entries have.
    private static let frequentLabels = [
        "service_name", "detected_level", "severity_number", "severity_text", "a", "level", "zone",
    ]

    static let labels = [
        "a", "a", "b", "a_b", "a_c", "m", "m_b", "status", "status", "dur", "size", "level", "msg",
        "addr", "user", "app", "app_extracted", "service_name", "service_name_extracted", "zone",
        "k8s_pod_name", "host_name", "detected_level", "severity_text", "severity_number",
        "scope_name", "trace_id", "event_name", "_1x", "nope", "a_extracted", "observed_timestamp",
    ]

    mutating func log() -> String {
        selector() + stages([0, 1, 1, 2, 2, 3, 4, 5][random.below(8)])
    }

    private mutating func selector() -> String {
        pick([
            "{service_name=~\".+\"}", "{service_name=~\".+\"}", "{service_name=~\".+\"}",
            "{service_name=\"cart\"}", "{service_name!=\"\"}",
            "{service_name!=\"\", k8s_pod_name=\"\"}",
            "{service_name=~\"c.*\"}", "{service_name!=\"\", service_name!~\"ca.*\"}",
            "{service_name=\"unknown_service\"}", "{k8s_pod_name!=\"\"}", "{cloud_region=~\".+\"}",
        ])
    }

    mutating func stages(_ count: Int) -> String {
        (0..<count).map { _ in " " + stage() }.joined()
    }

    private mutating func stage() -> String {
        switch random.below(20) {
        case 0, 1, 2: lineFilter()
        case 3, 4: "| json"
        case 5:
            "| json "
                + pick(["x=\"a\"", "a", "x=\"a.b\", y=\"status\"", "app=\"level\"", "z=\"a[0]\""])
        case 6, 7:
            "| logfmt" + pick(["", "", " --strict", " --keep-empty", " --strict --keep-empty"])
        case 8: "| logfmt " + pick(["x=\"a\"", "a", "app=\"level\", y=\"status\"", "--strict msg"])
        case 9: "| unpack"
        case 10:
            "| regexp `"
                + pick([
                    "(?P<method>\\w+) (?P<path>\\S+)", "(?P<a>[0-9]+)", "status=(?P<status>\\d+)",
                    "(?P<x>z)?(?P<user>user-\\d)",
                ]) + "`"
        case 11:
            "| pattern `"
                + pick([
                    "<method> <path> <_>", "<_> from <addr> <_>", "GET <path>", "<_>=<a> <_>",
                    "{<rest>}",
                ]) + "`"
        case 12: "| decolorize"
        case 13: "| line_format `\(template())`"
        case 14: "| label_format " + labelFormat()
        case 15:
            pick(["| drop ", "| keep "])
                + (0...random.below(3)).map { _ in selection() }.joined(separator: ", ")
        default: "| " + labelFilter(depth: 2)
        }
    }

    private mutating func lineFilter() -> String {
        switch random.below(6) {
        case 0:
            return pick(["|=", "!=", "!="]) + " ip(\""
                + pick([
                    "10.0.0.0/8", "192.168.1.7", "10.0.0.1-10.2.0.0", "fe80::/10",
                ]) + "\")"
        case 1:
            return pick(["|>", "!>", "!>"]) + " \""
                + pick([
                    "<_>=<_>", "GET <_>", "<_>ms", "{<_>}", "<_>", "", "request from <_> refused",
                ]) + "\""
        case 2, 3:
            let kind = pick(["|~", "|~", "!~", "!~", "!~"])
            let expressions = [
                "user-\\d", "(?i)error", "^\\{", "5..", "a|b", "[a-z]", "e.+r", "^(?i)e", "",
            ]
            return kind + " `\(pick(expressions))`" + (random.below(4) == 0 ? " or `GET`" : "")
        default:
            let texts = [
                "a", "e", "error", "GET", "level", "5", "=", "", "é", "refused", "zzz", "user-",
                "[0m", "R: u",
            ]
            return pick(["|=", "|=", "!="]) + " `\(pick(texts))`"
                + (random.below(4) == 0 ? " or `\(pick(texts))`" : "")
        }
    }

    mutating func labelFilter(depth: Int) -> String {
        if depth > 0, random.below(3) == 0 {
            let operation = pick([" and ", " or ", ", ", " "])
            return "(\(labelFilter(depth: depth - 1))\(operation)\(labelFilter(depth: depth - 1)))"
        }
        let label = pick(random.below(2) == 0 ? Self.labels : Self.frequentLabels)
        let comparison = pick([">", ">=", "<", "<=", "==", "!="])
        switch random.below(9) {
        case 8: return storedFilter()
        case 0, 1:
            return "\(pick([label, "status", "severity_number"])) \(comparison) "
                + pick(["0", "1", "200", "42", "-2.5", "12"])
        case 2: return "\(pick([label, "dur"])) \(comparison) " + pick(["10ms", "1.5s", "1h"])
        case 3: return "\(pick([label, "size"])) \(comparison) " + pick(["10KB", "1MiB", "5B"])
        case 4:
            return
                "\(pick([label, "addr"])) \(pick(["=", "!="])) ip(\"\(pick(["10.0.0.0/8", "fe80::1"]))\")"
        case 5: return "__error__ \(pick(["=", "!="])) \(pick(["\"\"", "`JSONParserErr`"]))"
        default:
            return "\(label) "
                + pick([
                    "= \"a\"", "= \"\"", "!= \"\"", "=~ \".+\"", "!~ \"a|b\"", "!= \"cart\"",
                    "=~ \"(?i)error|warn.*\"", "=~ \"[0-9]+\"", "= \"200\"", "= \"info\"",
                    "=~ \"\"",
                ])
        }
    }

    /// A condition on what columns hold: ids, fields, attributes of several types.
    private mutating func storedFilter() -> String {
        let label = pick(["a", "a_b", "m", "status", "dur", "zone", "level", "app"])
        let value = pick([
            "5", "-5", "0.25", "1e+21", "true", "AQIB", "[]", "10.0.0.1", "error", "200", "cart",
        ])
        return pick([
            "trace_id = \"1111111111111111111111111111111a\"", "trace_id =~ \"[02]+a\"",
            "trace_id != \"\"", "span_id = \"3333333333333333\"", "span_id !~ \"4+\"",
            "severity_number = \"9\"", "severity_number <= 12", "severity_number =~ \"1.\"",
            "severity_text = \"INFO\"", "severity_text =~ \"(?i)e.*|info\"", "flags = \"1\"",
            "event_name = \"user.login\"", "scope_name =~ \"lib.*\"", "host_name != \"a\"",
            "scope_dropped_attributes_count > 1", "dropped_attributes_count = \"3\"",
            "\(label) = \"\(value)\"", "\(label) = \"\(value)\"", "\(label) == 5",
            "\(label) == 0.25", "\(label) >= 1e21", "\(label) =~ \"\(value)|[a-z]+\"",
            "\(label) =~ \"\\\\[.*|true|.*=\"", "\(label) != \"\(value)\"",
        ])
    }

    private mutating func selection() -> String {
        if random.below(8) == 0 { return "__error__" }
        let label = pick(Self.labels)
        return label + pick(["", "", "=\"a\"", "=~\".+\"", "!=\"cart\"", "!~\"[0-9]+\"", "=\"\""])
    }

    private mutating func template() -> String {
        (0...random.below(3)).map { _ in
            let label = pick(Self.labels)
            return pick(["", "x ", "-", "level="])
                + pick([
                    "{{.\(label)}}", "{{.\(label) | upper}}", "{{ __line__ }}",
                    "{{.\(label) | trunc 3}}",
                    "{{.\(label) | default \"none\"}}", "{{len .\(label)}}", "{{div .\(label) 0}}",
                    "{{ __line__ | lower | trim }}", "{{.\(label) | replace \"a\" \"o\"}}",
                ])
        }.joined()
    }

    private mutating func labelFormat() -> String {
        var names = ["x", "a", "app", "status", "service_name", "zone"]
        return (0...random.below(2)).map { _ in
            let name = names.remove(at: random.below(names.count))
            let source = random.below(2) == 0 ? pick(Self.labels) : "`\(template())`"
            return "\(name)=\(source == name ? "msg" : source)"
        }.joined(separator: ", ")
    }
}
