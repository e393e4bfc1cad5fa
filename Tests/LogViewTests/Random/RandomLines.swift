import DossierPrimitives
import TestSupport

/// Random lines: JSON, logfmt, both of them damaged, and texts.
struct RandomLines {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func pick(_ texts: [String]) -> String { texts[random.below(texts.count)] }

    mutating func line() -> String {
        switch random.below(10) {
        case 0, 1, 2: pick(["", "", "", " "]) + object(depth: 2) + pick(["", "", "", "x", "}"])
        case 3: damaged(object(depth: 2))
        case 4, 5: pairs()
        case 6: damaged(pairs())
        case 7: packed()
        default: text()
        }
    }

    /// The text of a label's value.
    mutating func scalar() -> String {
        pick([
            "", "a", "b", "cart", "1", "42", "-2.5", "1e3", "200", "503", "NaN", "10ms", "1.5s",
            "1h30m", "2x", "10KB", "5 MiB", "1.5kB", "7", "error", "WARN", "dbg", "trc", "10.0.0.1",
            "192.168.1.7", "fe80::1", "x y", "é", "a=b",
        ])
    }

    private static let keys = [
        "a", "b", "a.b", "a-b", "status", "dur", "size", "level", "msg", "addr", "user", "app",
        "service_name", "1x", "é", "lvl", "severity", "a_b",
    ]

    private mutating func object(depth: Int) -> String {
        let members = (0..<random.below(6)).map { _ in
            "\"\(pick(Self.keys + [" a ", "", "a\\u0062"]))\"\(pick([":", ":", ": ", " :"]))"
                + value(depth: depth)
        }
        return "{\(members.joined(separator: pick([",", ",", ", "])))}"
    }

    private mutating func value(depth: Int) -> String {
        switch random.below(depth > 0 ? 14 : 10) {
        case 0: pick(["null", "true", "false"])
        case 1, 2, 3:
            pick(["0", "1", "200", "503", "1.50", "-0.5e3", "12345678901234567890", "01"])
        case 4:
            "\"\(pick(["q\\\"x", "\\u00e9\\n", "\\ud83d\\ude00", "\\x", "\\ud800", "\\ufffd"]))\""
        case 5...9: "\"\(scalar())\""
        case 10:
            "[\((0..<random.below(3)).map { _ in value(depth: depth - 1) }.joined(separator: ","))]"
        default: object(depth: depth - 1)
        }
    }

    private mutating func pairs() -> String {
        (0..<random.below(7)).map { _ in
            let key = pick(Self.keys)
            switch random.below(12) {
            case 0: return key
            case 1: return "\(key)="
            case 2: return "\(key)=\"\(scalar())\""
            case 3: return "\(key)=\"\(pick(["a \\\"b\\\"", "x\\ny", "\\u00e9", "\\q"]))\""
            case 4: return pick(["a=b=c", "=x", "a = 1", "\"k\"=v", "k=\"v\"x=1", "b=\"open"])
            default:
                let value = scalar()
                return "\(key)=\(value.contains(" ") || value.contains("=") ? "v" : value)"
            }
        }.joined(separator: pick([" ", " ", "  ", "\t"]))
    }

    private mutating func packed() -> String {
        "{\"a\":\"\(scalar())\",\"_entry\":\"\(pick(["inner", "level=warn", "{\\\"b\\\":1}"]))\""
            + pick([",\"app\":\"p\"}", ",\"n\":5}", "}", ""])
    }

    /// With some bytes gone, or others between.
    private mutating func damaged(_ text: String) -> String {
        var characters = Array(text)
        for _ in 0...random.below(2) where !characters.isEmpty {
            let place = random.below(characters.count)
            switch random.below(3) {
            case 0: characters.removeSubrange(place...)
            case 1: characters.remove(at: place)
            default:
                characters.insert(
                    Character(pick(["{", "}", "[", "]", "\"", ":", ",", "=", " "])),
                    at: place
                )
            }
        }
        return String(characters)
    }

    private mutating func text() -> String {
        switch random.below(5) {
        case 0: "GET /cart/\(random.below(20)) \(pick(["200", "404", "503"])) \(random.below(90))ms"
        case 1:
            "request from \(pick(["10.0.0.1", "192.168.1.7:8080", "fe80::1", "x10.1.2.3y", "1.2.3", "1.2.3.4.5"])) refused"
        case 2:
            "\u{1B}[31m\(pick(["ERROR", "warn", "note"]))\u{1B}[0m: user-\(random.below(9)) failed"
        default:
            (0..<random.below(5)).map { _ in
                pick([
                    "error", "Warning", "timeout", "user", "the", "terror", "err_code", "5",
                    "(info)", "café", "\n",
                ])
            }.joined(separator: pick([" ", "-", ": "]))
        }
    }
}
